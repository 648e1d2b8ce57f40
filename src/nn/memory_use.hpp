#pragma once

#include "nn/model.hpp"

namespace eigenviews::nn {

/// Bytes that a training step is predicted to need at its peak beside the views themselves.
///
/// Two inputs are run through the model on the processor while LibTorch's allocator counts what
/// stays alive until the gradient is taken; that, per input, times `inputs`, once more a quarter
/// for gradients on their way, and four times the parameters (themselves, gradient, two moments).
/// Convolution workspaces are not in it.
/// @param model   on the processor.
/// @param inputs  of one step: originals times views.
[[nodiscard]] double predicted_step_bytes(Model& model, std::int64_t inputs);

}  // namespace eigenviews::nn
