#pragma once

#include <Eigen/Core>

// Estimators of the terms of the losses from n originals with m views each. Features are (n m) x d;
// row i m + j is view j of original i. Unbiased ones never use one original in both factors of a
// square. All throw core::InputError where m or n is too small for the estimator, rows are not a
// multiple of m, or an entry is not finite. Source: docs/theory.md, 2.2 and 2.7.
namespace eigenviews::theory {

/// Unbiased for I = tr(C - C_plus): the mean over originals of sum_j |f_j - f_0|^2 / (m - 1), f_0
/// the mean of the m views. m >= 2. Cost: O(n m d).
[[nodiscard]] double invariance_estimate(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                         Eigen::Index views);

/// |C_hat - I|_F^2, C_hat = (1/(n m)) sum f f^T: biased by orthogonality_bias(). Cost: O(n m d^2).
[[nodiscard]] double orthogonality_plug_in(const Eigen::Ref<const Eigen::MatrixXd>& features);

/// Unbiased for |C - I|_F^2: <C_1 - I, C_2 - I>_F, C_1 from the first n/2 originals (rounded down)
/// and C_2 from the others. n >= 2. Cost: O(n m d^2).
[[nodiscard]] double orthogonality_half_batch(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                              Eigen::Index views);

/// Unbiased for |C - I|_F^2 and less noisy: with g_i = (1/m) sum_j f_ij f_ij^T and H = sum_i g_i,
///   (|H|_F^2 - sum_i |g_i|_F^2) / (n(n-1)) - 2 tr H / n + d.   n >= 2. Cost: O(n m d^2).
[[nodiscard]] double orthogonality_u_statistic(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                               Eigen::Index views);

/// Unbiased for |C_plus - I|_F^2: the same with g_i = (1/(m(m-1))) sum_{j != k} f_ij f_ik^T.
/// n >= 2, m >= 2. Cost: O(n m d^2).
[[nodiscard]] double cross_view_u_statistic(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                            Eigen::Index views);

}  // namespace eigenviews::theory
