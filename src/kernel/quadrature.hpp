#pragma once

#include <Eigen/Core>

#include "kernel/orthogonal_polynomials.hpp"

namespace eigenviews::kernel {

/// Nodes and weights of E[f] ~ sum_i weights_i f(nodes_i) under a probability measure.
struct QuadratureRule {
  Eigen::VectorXd nodes;    ///< n values, ascending.
  Eigen::VectorXd weights;  ///< n values > 0 with sum 1.
};

/// The Gauss rule of a measure given by its recurrence: exact for polynomials of degree <= 2n-1.
///
/// Nodes are the eigenvalues of the Jacobi matrix, polished by Newton steps on p_n; weights are
/// Christoffel's w_i = 1 / sum_{k<n} p_k(x_i)^2, which keeps relative accuracy O(n eps) for
/// weights as small as 1e-250, where squared eigenvector entries keep none.
///
/// @param recurrence  n >= 1 diagonal and n - 1 positive off-diagonal coefficients.
/// @throws core::InputError  a weight is not a normal number (n too large for the measure), or
///                           the coefficients do not fit together.
/// Cost: O(n^2). Source: G. Golub, J. Welsch, Math. Comp. 23 (1969) 221-230.
[[nodiscard]] QuadratureRule gauss_rule(const Recurrence& recurrence);

/// Uniform distribution on [-1, 1]; n >= 1.
[[nodiscard]] QuadratureRule gauss_legendre(Eigen::Index n);
/// Density proportional to (1-x)^alpha (1+x)^beta on [-1, 1]; alpha, beta > -1, n >= 1.
[[nodiscard]] QuadratureRule gauss_jacobi(Eigen::Index n, double alpha, double beta);
/// Density x^alpha e^{-x} / Gamma(alpha+1) on x > 0; alpha > -1. Weights stay normal numbers up to
/// about n = 170, the largest node being near 4 n.
[[nodiscard]] QuadratureRule gauss_laguerre(Eigen::Index n, double alpha);
/// Standard normal distribution. Weights stay normal numbers up to about n = 350.
[[nodiscard]] QuadratureRule gauss_hermite(Eigen::Index n);

/// n >= 2 equidistant points from `low` to `high` inclusive, half weight at both ends. For a smooth
/// integrand that vanishes with its derivatives at the ends the error is exponentially small.
[[nodiscard]] QuadratureRule trapezoid_rule(Eigen::Index n, double low, double high);
/// The centres of n >= 1 equal cells of [low, high], equal weights.
[[nodiscard]] QuadratureRule midpoint_rule(Eigen::Index n, double low, double high);
/// n >= 1 points period * i / n, equal weights: exact for Fourier modes |k| < n.
[[nodiscard]] QuadratureRule periodic_rule(Eigen::Index n, double period);

}  // namespace eigenviews::kernel
