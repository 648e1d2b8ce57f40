#pragma once

#include <memory>
#include <vector>

#include "nn/model_backbone.hpp"

namespace eigenviews::nn {

/// Linear layers over the flattened input.
struct MlpOptions {
  std::int64_t in = 0;              ///< numbers in one input, >= 1.
  std::vector<std::int64_t> sizes;  ///< outputs of each layer, at least one, each >= 1.
  bool relu = true;                 ///< a ReLU after every layer, the last one included.
  bool bias = true;                 ///< of every layer.
};

/// Linear - ReLU - Linear - ReLU - ... on x.flatten(1); the layers' tensors are named as those of a
/// Sequential: 0.weight, 0.bias, 2.weight, ... (0, 1, ... without ReLUs). One layer without ReLU is
/// the linear model on fixed features f = W phi + b. PyTorch's default initialisation, drawn from
/// Torch's global generator: torch::manual_seed(seed) first makes it reproducible.
///
/// @throws core::InputError  no layer, a size < 1, or weights beyond the memory.
[[nodiscard]] std::shared_ptr<Backbone> make_mlp(const MlpOptions& options);

}  // namespace eigenviews::nn
