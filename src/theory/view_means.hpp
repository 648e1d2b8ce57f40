#pragma once

#include <Eigen/Core>

// Means of q views of one original. Their second moment is C/q + (1 - 1/q) C_plus, so a loss or a
// pencil that pairs a view with the mean of all q, *itself included*, sees the operator
// S_q = (1/q) I + (1 - 1/q) S in place of S: the same eigenfunctions, other eigenvalues. The
// reference multi-view Barlow Twins does so for q > 2 (for q = 2 it takes the other view, that is
// S itself), which moves its thresholds. Source: docs/theory.md, 2.2 and 2.17.
namespace eigenviews::theory {

/// C/q + (1 - 1/q) C_plus.
/// @param c, c_plus  d x d.
/// @throws core::InputError  shapes, an entry not finite, q < 1.
[[nodiscard]] Eigen::MatrixXd view_mean_moment(const Eigen::Ref<const Eigen::MatrixXd>& c,
                                               const Eigen::Ref<const Eigen::MatrixXd>& c_plus,
                                               Eigen::Index views);

/// 1/q + (1 - 1/q) s for each value. solver::solve_sampled_pencil inverts it.
/// @throws core::InputError  no value, one outside [0, 1] or NaN, q < 1.
[[nodiscard]] Eigen::VectorXd self_inclusive_spectrum(
    const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
    Eigen::Index views);

}  // namespace eigenviews::theory
