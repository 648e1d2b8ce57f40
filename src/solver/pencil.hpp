#pragma once

#include <Eigen/Core>

#include "kernel/linear_operator.hpp"

// The best approximation of eigenfunctions of T*T inside the span of given features (theory 5,
// remedy 3, and 6): with C = E f f^T and C+ = E f f'^T over two views of one original, solve
//
//   C+ m = s C m.
//
// The functions F m are the Ritz functions of T*T, exact where the span holds eigenfunctions, and
// in population the i-th Ritz value never exceeds the i-th eigenvalue. Individual features are not
// eigenfunctions; only the pencil, not C+_ii / C_ii, gives eigenvalues (theory 2c, C09).

namespace eigenviews::solver {

using Eigen::Index;

struct PencilSolution {
  Eigen::VectorXd ritz_values;   ///< `rank` values, descending.
  Eigen::MatrixXd coefficients;  ///< p x rank; function i is F * column i, with m^T C m = 1.
  /// c_i = |C m_i|, the size with which the features carry Ritz function i: F = sum_i q_i w_i^T
  /// with orthonormal q_i and |w_i| = c_i. At a minimum of the reformulated loss these are the
  /// closed form's c_i (theory 2c). In a repeated Ritz value only their mean square is defined.
  Eigen::VectorXd scales;
  Index rank = 0;      ///< dimension of the span. Directions without rank are left out, never
  Index features = 0;  ///< regularised: rank < features says that features have collapsed.
};

/// The pencil of features against a known operator A (T in L2 coordinates), exact.
///
/// With D^{1/2} F = Q S V^T: C = V S^2 V^T and C+ = (A D^{1/2} F)^T (A D^{1/2} F), so the Ritz
/// values are the squared singular values of A Q; no cross product is formed and none is negative.
///
/// @param features  n_A x p, p >= 1 functions on the views; centre them first where wanted.
/// @param rho_a     n_A positive probabilities, sum 1 to n * eps.
/// Rank: singular values s of D^{1/2} F with s > n_A * eps * s_max.
/// @throws core::InputError  shapes, entries, weights, or another size than the operator's.
/// Accuracy: Ritz values to O(eps * s_max / s_kept). Cost: one product with A, O(n_A p^2).
[[nodiscard]] PencilSolution solve_pencil(const kernel::LinearOperator& a,
                                          const Eigen::Ref<const Eigen::MatrixXd>& features,
                                          const Eigen::Ref<const Eigen::VectorXd>& rho_a);

/// The pencil of sampled views: C = (1/nm) sum f f^T and the unbiased C+ over pairs of different
/// views, (1/n) sum_i (1/(m(m-1))) sum_{j != k} f_ij f_ik^T.
///
/// Solved through the means over the m views, whose pencil has exactly the same eigenvectors and
/// values s' = 1/m + (1 - 1/m) s (theory 5, C07): s = (m s' - 1) / (m - 1), in [-1/(m-1), 1].
/// Negative values are what the sample says; they are not clipped.
///
/// @param features              n m x p; row i m + j is view j of original i.
/// @param views_per_original    m >= 2.
/// @throws core::InputError  m < 2, rows not a multiple of m, no row or column, entry not finite.
[[nodiscard]] PencilSolution solve_sampled_pencil(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                                  Index views_per_original);

/// The pencil of two matrices that were accumulated elsewhere, in double precision.
///
/// @param c_plus, c  p x p; their symmetric parts are used.
/// @param terms      the number of products that were summed in an entry: C then carries rounding
///                   of up to terms * eps * l_max, and the rank counts its eigenvalues
///                   l > (p + terms) * eps * l_max.
/// @throws core::InputError  shapes, entries, terms < 1; C has an eigenvalue below minus that
///                           cutoff; or C+ does not vanish where C does, to twice the cutoff: the
///                           matrices then are not of the same features.
/// Accuracy: O(eps * l_max / l_kept), the square of the other forms' condition.
[[nodiscard]] PencilSolution solve_pencil(const Eigen::Ref<const Eigen::MatrixXd>& c_plus,
                                          const Eigen::Ref<const Eigen::MatrixXd>& c,
                                          Index terms);

}  // namespace eigenviews::solver
