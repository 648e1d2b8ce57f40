#pragma once

#include <Eigen/Core>

#include "kernel/linear_operator.hpp"

// How far a subspace may be from the exact one before something is wrong (theory 6, C08). B is a
// symmetric positive semi-definite operator with eigenvalues s_1 >= s_2 >= ..., Theta the angles
// between an approximate space of dimension d and the top-d eigenspace. A bound without
// information (no gap) is infinite. All functions refuse NaN and negative norms.

namespace eigenviews::solver {

using Eigen::Index;

/// A priori, for the top-d eigenspace of B + E:
///   |sin Theta|_F <= 2 min(sqrt(d) |E|_2, |E|_F) / (s_d - s_{d+1}).
/// @throws core::InputError  d < 1, a norm that is not >= 0, an eigenvalue that is not finite, or
///                           s_d < s_next.
/// Source: Y. Yu, T. Wang, R. Samworth, Biometrika 102 (2015) 315-323, theorem 2.
[[nodiscard]] double davis_kahan_bound(Index d,
                                       double spectral_norm,
                                       double frobenius_norm,
                                       double s_d,
                                       double s_next);

/// A posteriori, for any space with smallest Ritz value theta_d > s_{d+1}:
///   |sin Theta|_F <= |B Q - Q (Q^T B Q)|_F / (theta_d - s_{d+1}); infinite where theta_d <=
///   s_{d+1}.
/// @throws core::InputError  the residual is not >= 0 or an eigenvalue is not finite.
/// Source: C. Davis, W. Kahan, SIAM J. Numer. Anal. 7 (1970) 1-46.
[[nodiscard]] double residual_bound(double residual_frobenius, double theta_d, double s_next);

/// 0 <= sum_{i<=d} (s_i - theta_i) <= (s_1 - s_min) |sin Theta|_F^2: eigenvalues are good to the
/// square of the angles. s_min is the smallest eigenvalue of B (0 where B has a null space).
/// @throws core::InputError  s_1 < s_min, not finite, or a norm that is not >= 0.
[[nodiscard]] double ritz_deficit_bound(double s_1, double s_min, double sin_frobenius);

struct RitzResidual {
  Eigen::VectorXd ritz_values;  ///< eigenvalues theta_i of Q^T B Q, descending.
  double frobenius = 0;         ///< |B Q - Q (Q^T B Q)|_F
};

/// Ritz values and residual of a space of functions on views, for B = A^T A (T*T).
/// @param q  cols x d with orthonormal columns in L2 coordinates (WeightedSpace::basis), d >= 1.
/// @throws core::InputError  q has another number of rows, no column, or an entry not finite.
/// Cost: one product with A and one with A^T, d columns each.
[[nodiscard]] RitzResidual ritz_residual(const kernel::LinearOperator& a,
                                         const Eigen::Ref<const Eigen::MatrixXd>& q);

}  // namespace eigenviews::solver
