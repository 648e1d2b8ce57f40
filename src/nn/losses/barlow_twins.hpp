#pragma once

#include "nn/losses/loss_terms.hpp"

namespace eigenviews::nn {

enum class BarlowForm {
  pairs,     ///< cross-correlation of two views, mean over all pairs; as published at m = 2.
  view_mean  ///< each view against the mean of all views, itself included.
};

struct BarlowTwinsOptions {
  double redundancy = 1.0 / 128;  ///< lambda, the weight off the diagonal.
  BarlowForm form = BarlowForm::pairs;
  double epsilon = 1e-5;      ///< (f - mean) / sqrt(var + epsilon); the published value.
  bool row_norm = false;      ///< each row is divided by its norm before all else.
  bool joint_std = false;     ///< mean and deviation over all m B rows together, divisor m B - 1,
                              ///< no epsilon; otherwise each view alone, divisor B.
  bool half_product = false;  ///< the product of the features is rounded to float16.
};

/// Barlow Twins (J. Zbontar, L. Jing, I. Misra, Y. LeCun, S. Deny, ICML 2021), f B x m x d, m, B >=
/// 2: with z the standardised features,
///   total = sum_i (1 - C_ii)^2 + lambda sum_{i != j} C_ij^2, the terms being the two sums.
/// pairs: C = (1/B) z_j^T z_k, mean of the loss over pairs of views j < k.
/// view_mean, with y the mean of z over views: the diagonal from z_j^T y / B, mean over views; off
/// the diagonal y^T y / B. In expectation this is `pairs` on another spectrum,
/// 1/m + (1 - 1/m) s in place of s, so that its lambda is another scale.
///
/// A function that is constant on the batch gives NaN where no epsilon is added.
/// normalised_invariance: mean of 1 - C_ii. normalised_regulariser: mean squared correlation off
/// the diagonal, 0 where d = 1.
[[nodiscard]] LossTerms barlow_twins(const torch::Tensor& f, const BarlowTwinsOptions& options);

}  // namespace eigenviews::nn
