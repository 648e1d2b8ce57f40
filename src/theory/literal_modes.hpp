#pragma once

#include <Eigen/Core>

// What the literal one-space loss sum_i |T f_i - f_i|^2 prefers. Its quadratic form is
// (I - T)* (I - T): the same order of modes as T*T where T is self-adjoint and positive
// semi-definite, with costs (1 - sigma_i)^2 (literal_minimum), and another order where T has
// negative or complex eigenvalues or is not normal. Source: docs/theory.md, 2.19.
namespace eigenviews::theory {

struct LiteralModes {
  Eigen::VectorXd costs;      ///< n eigenvalues of (I - T)* (I - T), ascending.
  Eigen::MatrixXd functions;  ///< n x n, column i belongs to cost i; orthonormal in L2(rho).
};

/// The modes of the literal loss of a channel from a space to itself.
///
/// @param p    n x n, p(a|x), rows sum to 1 to n eps.
/// @param rho  n positive probabilities, sum 1, stationary: rho P = rho, each to 64 n eps.
/// @throws core::InputError  shapes, an entry that is negative or not finite, or a rule above.
/// Accuracy: costs to O(n eps), absolute. Cost: O(n^3).
[[nodiscard]] LiteralModes literal_modes(const Eigen::Ref<const Eigen::MatrixXd>& p,
                                         const Eigen::Ref<const Eigen::VectorXd>& rho);

}  // namespace eigenviews::theory
