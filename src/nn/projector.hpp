#pragma once

#include <torch/torch.h>

#include <vector>

#include "checkpoint/layout.hpp"

namespace eigenviews::nn {

/// The head that maps backbone features to the functions that are trained.
struct ProjectorOptions {
  std::int64_t in = 0;      ///< backbone features, >= 1.
  std::int64_t hidden = 0;  ///< 0: one Linear layer; otherwise Linear - BatchNorm - ReLU - Linear.
  std::int64_t out = 0;     ///< functions d, >= 1.
};

/// Linear(in, hidden, no bias) - BatchNorm1d - ReLU - Linear(hidden, out), or Linear(in, out)
/// alone; tensors are named 0.weight, 1.weight, ..., 3.bias as in the paper's code. PyTorch's
/// default initialisation, drawn from Torch's global generator: torch::manual_seed(seed) first
/// makes it reproducible.
/// @throws core::InputError  a size out of range, or weights beyond the memory.
[[nodiscard]] torch::nn::Sequential make_projector(const ProjectorOptions& options);

/// The projector of a checkpoint, its tensors under their numbers. Where numbers are left out
/// between its layers there is one ReLU: layers that have no tensors are not told by the names.
/// @param layers  not empty, each taking what the one before gives.
/// @throws core::InputError  weights beyond the memory.
[[nodiscard]] torch::nn::Sequential make_projector(
    const std::vector<checkpoint::ProjectorLayer>& layers);

}  // namespace eigenviews::nn
