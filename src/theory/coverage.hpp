#pragma once

#include <Eigen/Core>

// How much of the leading eigenfunctions v_1, ..., v_r features F = sum_k v_k w_k^T hold, rows of W
// in the order of the modes. The exact range counts a direction however small it is and so does not
// see beta; a read-out with a ridge does. Source: docs/theory.md, 6.3 and 6.4.
namespace eigenviews::theory {

/// (1/r) sum_{i <= r} |P_F v_i|^2, P_F the projector on the range of F.
/// @param w        k x d, d <= k, of full column rank; a zero column is left out.
/// @param target   r, 1 <= r <= k.
/// @throws core::InputError  shapes, entries not finite, r out of range.
/// Accuracy: eps over the smallest singular value of the columns scaled to 1. Cost: O(k d^2).
[[nodiscard]] double exact_coverage(const Eigen::Ref<const Eigen::MatrixXd>& w,
                                    Eigen::Index target);

/// (1/r) sum_{i <= r} e_i^T W (W^T W + ridge I)^{-1} W^T e_i; for W = diag(c), the mean over i <= r
/// of c_i^2 / (c_i^2 + ridge). At most exact_coverage, and at most the rank of W over r.
/// @param w      k x d, any rank. @param ridge  > 0.
/// @throws core::InputError  shapes, entries not finite, ridge, r out of range.
/// Accuracy: k eps. Cost: O((k + d) d^2).
[[nodiscard]] double ridge_coverage(const Eigen::Ref<const Eigen::MatrixXd>& w,
                                    double ridge,
                                    Eigen::Index target);

/// (sum c_i^2) / (sqrt(d) sqrt(sum c_i^4)): linear centred kernel alignment of features c_i v_i
/// with an orthonormal basis of the same span. 1 only where all scales are equal.
/// @throws core::InputError  no scale, one negative or not finite, or none positive.
[[nodiscard]] double alignment_of_scales(const Eigen::Ref<const Eigen::VectorXd>& scales);

}  // namespace eigenviews::theory
