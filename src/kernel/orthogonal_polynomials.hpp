#pragma once

#include <Eigen/Core>
#include <string_view>

namespace eigenviews::kernel {

// Orthonormal polynomials of a probability measure, leading coefficients positive throughout.
//
// Reference: W. Gautschi, Orthogonal Polynomials: Computation and Approximation, Oxford (2004);
// for the discrete families R. Koekoek, P. A. Lesky, R. F. Swarttouw, Hypergeometric Orthogonal
// Polynomials and Their q-Analogues, Springer (2010), equations (9.5.x) Hahn, (9.10.x) Meixner.

/// The three-term recurrence of orthonormal polynomials p_0, ..., p_{n-1} of one measure:
///
///   x p_k = b_{k+1} p_{k+1} + a_k p_k + b_k p_{k-1},   p_0 = 1,  b_k > 0.
struct Recurrence {
  Eigen::VectorXd diagonal;      ///< a_0, ..., a_{n-1}.
  Eigen::VectorXd off_diagonal;  ///< b_1, ..., b_{n-1}.
};

/// @throws core::InputError  unless there are n >= 1 finite a_k and n - 1 finite b_k > 0; the line
///                           starts with `where`.
void require_recurrence(std::string_view where, const Recurrence& recurrence);

/// Standard normal distribution: p_n = He_n / sqrt(n!), so a_k = 0 and b_k = sqrt(k). n >= 1.
[[nodiscard]] Recurrence hermite_recurrence(Eigen::Index n);

/// Density proportional to (1-x)^alpha (1+x)^beta on [-1, 1], alpha, beta > -1; n >= 1.
/// p_n is the Jacobi polynomial P_n^(alpha,beta) over its norm; alpha = beta = 0 is Legendre.
[[nodiscard]] Recurrence jacobi_recurrence(Eigen::Index n, double alpha, double beta);

/// Density x^alpha e^{-x} / Gamma(alpha+1) on x > 0, alpha > -1; n >= 1.
/// p_n = (-1)^n L_n^(alpha) over its norm, E L_n^2 = Gamma(n+alpha+1) / (Gamma(alpha+1) n!).
[[nodiscard]] Recurrence laguerre_recurrence(Eigen::Index n, double alpha);

/// p_0, ..., p_{n-1} at the points x: result(i, k) = p_k(x_i).
/// Forward recurrence: for points inside the support of a continuous measure every value is
/// accurate to O(n eps) times the size of its neighbours. Cost: O(points * n).
[[nodiscard]] Eigen::MatrixXd orthonormal_polynomials(const Recurrence& recurrence,
                                                      const Eigen::VectorXd& x);

/// Hahn polynomials p_0, ..., p_N, orthonormal in the beta-binomial distribution
///   rho(a) = C(N, a) B(alpha+a, beta+N-a) / B(alpha, beta),  a = 0, ..., N.
///
/// @param trials       N >= 1.
/// @param alpha, beta  > 0.
/// @return (N+1) x (N+1), result(a, k) = p_k(a).
///
/// Accuracy: sqrt(rho(a)) p_k(a) is correct to O(N eps). The forward recurrence alone loses all
/// digits for k near N (error 1 at alpha = 3, beta = 10, N = 60); column a of the result is an
/// eigenvector of the Jacobi matrix for the exactly known eigenvalue a, and is put together from
/// the forward and the backward recurrence where its entry is largest.
/// Source: theory, row vii-a.
[[nodiscard]] Eigen::MatrixXd hahn_polynomials(Eigen::Index trials, double alpha, double beta);

/// Meixner polynomials p_0, ..., p_{n-1}, orthonormal in the negative binomial distribution
///   rho(a) = Gamma(alpha+a) / (Gamma(alpha) a!) (1-c)^alpha c^a,  a = 0, 1, ...
///
/// @param points  result has the rows a = 0, ..., points - 1; points >= n.
/// @param n       number of polynomials, >= 1.
/// @param alpha   > 0.
/// @param c       in (0, 1).
/// @return points x n, result(a, k) = p_k(a).
///
/// Accuracy: sqrt(rho(a)) p_k(a) is correct to O(n eps). For a < k the recurrence in k would
/// amplify rounding; there the duality M_k(a) = M_a(k) gives the value from a lower degree.
/// Source: theory, row vii-b.
[[nodiscard]] Eigen::MatrixXd meixner_polynomials(Eigen::Index points,
                                                  Eigen::Index n,
                                                  double alpha,
                                                  double c);

}  // namespace eigenviews::kernel
