#pragma once

#include <torch/torch.h>

#include <string>
#include <string_view>

// What every loss does with its input before it computes.
namespace eigenviews::nn {

/// While it lives, autocast leaves operations alone: covariances in bfloat16 keep three digits.
class WithoutAutocast {
 public:
  WithoutAutocast() : guard_(c10::autocast_dispatch_keyset) {}

 private:
  c10::impl::ExcludeDispatchKeyGuard guard_;
};

/// f itself where it is float32 or float64, else f as float32; differentiable.
[[nodiscard]] torch::Tensor at_least_float32(const torch::Tensor& f);

/// "3 x 4 x 5", for messages.
[[nodiscard]] std::string shape_text(const torch::Tensor& f);

/// @throws core::InputError  a weight that is not positive and finite.
void require_weight(std::string_view where, std::string_view name, double weight);

}  // namespace eigenviews::nn
