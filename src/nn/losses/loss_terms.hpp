#pragma once

#include <torch/torch.h>

namespace eigenviews::nn {

/// A loss and its parts, scalar tensors. The first three are differentiable.
struct LossTerms {
  torch::Tensor total;       ///< what is minimised.
  torch::Tensor invariance;  ///< how much features differ between views, unweighted.
  torch::Tensor
      regulariser;  ///< what keeps them apart, unweighted; each loss says how these add up.
  /// Share of the features' variance that lies between views of one original, tr(C - C_plus)/tr C:
  /// 0 for invariant features, 1 for independent views, about the same number in every loss.
  torch::Tensor normalised_invariance;
  /// The regulariser on a scale that does not grow with d; each loss says which.
  torch::Tensor normalised_regulariser;
};

}  // namespace eigenviews::nn
