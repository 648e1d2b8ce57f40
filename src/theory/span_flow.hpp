#pragma once

#include <Eigen/Core>

// The space that the features span during gradient flow. The term W W^T W = W C of the flow acts
// from the right and moves no span, so for every beta and every scale of the start
//
//   V(F_t) = e^{2tS} V(F_0),
//
// and for any loss 2 lambda tr W^T (I - S) W + R(W^T W) the same with e^{4 lambda t S}: VICReg and
// the flow at unit variance too, but not Barlow Twins, whose loss depends on C_plus. It follows
//
//   tan theta_max(V(F_t), top d) <= e^{-2 (s_d - s_{d+1}) t} tan theta_max(0),
//
// with equality asymptotically: the limit is the top-d space iff the d x d block of W_0 on modes
// 1, ..., d is invertible and s_d > s_{d+1}. For d = 1, w_i/w_1 (t) = e^{-2 (s_1 - s_i) t} w_i/w_1.
// Source: docs/theory.md, 3.3 and 3.7.
namespace eigenviews::theory {

/// An orthonormal basis of e^{2tS} span W_0, k x d.
///
/// @param w            k x d, d <= k, independent columns. For a loss with invariance weight
///                     2 lambda pass 2 lambda t as t.
/// @param eigenvalues  k values in the order of the rows.
/// @param t            0 <= t with (s_1 - s_k) t <= 1e9: the exponential is applied in parts with a
///                     QR factorisation after each, so nothing overflows and no direction is lost.
///                     A mode that no column of W holds stays out.
/// @throws core::InputError  values, shapes, entries, t, or columns that are dependent: a pivot of
///                           their QR factorisation, each column scaled to 1, at most k eps.
/// Accuracy: about k eps in the angle a part, over the smallest pivot. Cost: (1 + t (s_1 - s_k)) QR
/// factorisations.
[[nodiscard]] Eigen::MatrixXd span_at(const Eigen::Ref<const Eigen::MatrixXd>& w,
                                      const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                      double t);

/// tan of the largest angle between the span of W and that of the first d coordinates, d its
/// number of columns: |W_rest W_top^{-1}|_2; infinite where W_top is singular.
/// @param w  k x d, 1 <= d <= k. @throws core::InputError  shapes, entries.
[[nodiscard]] double tangent_to_leading(const Eigen::Ref<const Eigen::MatrixXd>& w);

/// e^{-2 (s_d - s_next) t} tan_start, the bound on tan theta_max at time t.
/// @throws core::InputError  tan_start not >= 0 (infinity is allowed), values, s_d < s_next, t.
[[nodiscard]] double tangent_bound(double tan_start, double s_d, double s_next, double t);

}  // namespace eigenviews::theory
