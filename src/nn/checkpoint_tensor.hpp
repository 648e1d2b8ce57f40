#pragma once

#include <torch/torch.h>

#include <string>

#include "checkpoint/tensor.hpp"

namespace eigenviews::nn {

/// A tensor as checkpoint files hold it: on the CPU, contiguous in its usual order whatever its
/// memory format. @throws core::InputError  an element type other than f64, f32, f16, bf16, i64.
[[nodiscard]] checkpoint::Tensor to_file_tensor(const std::string& name,
                                                const torch::Tensor& tensor);

/// A copy on the CPU, of the same element type.
[[nodiscard]] torch::Tensor from_file_tensor(const checkpoint::Tensor& tensor);

}  // namespace eigenviews::nn
