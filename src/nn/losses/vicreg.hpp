#pragma once

#include "nn/losses/loss_terms.hpp"

namespace eigenviews::nn {

enum class VarianceTerm {
  hinge,   ///< (1/d) sum_i max(0, 1 - std_i), as published.
  squared  ///< (2/d) sum_i (1 - var_i)^2: with the covariance term, the whole of ||C - I||^2.
};

struct VicregOptions {
  double invariance = 25;
  double variance = 25;
  double covariance = 1;
  VarianceTerm variance_term = VarianceTerm::hinge;
  double epsilon = 1e-4;  ///< std = sqrt(var + epsilon) in the hinge; the published value.
  /// Each view is compared with the mean of the others, and that mean's variance and covariance
  /// take part; the same as the default at m = 2.
  bool mean_of_others = false;
};

/// VICReg (A. Bardes, J. Ponce, Y. LeCun, ICLR 2022) for m >= 2 views, f B x m x d, B >= 2.
///
/// total = w_i invariance + w_v V + w_c Cov, the covariances of each view over the originals, with
/// divisor B - 1:
///   invariance  mean over pairs of views and functions of (f - f')^2,
///   V           mean over views of the variance term,
///   Cov         2 mean over views of (1/d) sum_{i != j} C_ij^2  (two views: their sum, as
///   published).
/// regulariser = (w_v V + w_c Cov) / w_i. In expectation over independent pairs, `squared` with
/// w_v = w_c gives d total = 2 w_i L with L the reformulated loss at beta = w_c / w_i.
///
/// normalised_regulariser: the mean squared covariance off the diagonal, 0 where d = 1.
[[nodiscard]] LossTerms vicreg(const torch::Tensor& f, const VicregOptions& options);

}  // namespace eigenviews::nn
