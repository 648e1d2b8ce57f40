#pragma once

#include <Eigen/Core>

namespace eigenviews::solver {

/// Linear centred kernel alignment of two sets of functions sampled at the same n points:
///
///   CKA = |F^T D_w G|_F^2 / (|F^T D_w F|_F |G^T D_w G|_F),   columns of F and G centred under w.
///
/// In [0, 1]. It is 1 for G = c F R, R orthogonal. It is *not* a metric of subspaces: for
/// orthonormal centred bases it is the mean cos^2 of the principal angles, but features that span
/// the same space with scales c_i have CKA = (sum c_i^2) / (sqrt(d) sqrt(sum c_i^4)) < 1 (theory
/// 6).
///
/// @param f, g     n x p and n x q, p, q >= 1.
/// @param weights  n positive probabilities, sum 1 to n * eps.
/// @return  NaN where it is undefined: a side is constant, that is, its centred norm is at most
///          n * eps of its norm.
/// @throws core::InputError  shapes differ, an entry is not finite, weights are not a probability.
/// Accuracy: O(eps * |F|^2 / |F centred|^2). Cost: n (p + q)^2 multiply-adds.
/// Source: S. Kornblith et al., ICML 2019, section 3 (plug-in form; with uniform weights 1/n it is
/// the usual one, biased upwards for independent samples when n is not large against p and q).
[[nodiscard]] double linear_cka(const Eigen::Ref<const Eigen::MatrixXd>& f,
                                const Eigen::Ref<const Eigen::MatrixXd>& g,
                                const Eigen::Ref<const Eigen::VectorXd>& weights);

}  // namespace eigenviews::solver
