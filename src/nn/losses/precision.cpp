#include "nn/losses/precision.hpp"

#include <fmt/ranges.h>

#include <cmath>

#include "core/errors.hpp"

namespace eigenviews::nn {

torch::Tensor at_least_float32(const torch::Tensor& f) {
  if (!f.is_floating_point()) {
    core::reject("loss", "features must be floating point", c10::toString(f.scalar_type()));
  }
  const bool wide = f.scalar_type() == torch::kFloat || f.scalar_type() == torch::kDouble;
  return wide ? f : f.to(torch::kFloat);
}

std::string shape_text(const torch::Tensor& f) {
  if (f.dim() == 0) return "a scalar";
  return fmt::format("{}", fmt::join(f.sizes().vec(), " x "));
}

void require_weight(std::string_view where, std::string_view name, double weight) {
  if (weight > 0 && std::isfinite(weight)) return;
  core::reject(where, fmt::format("{} must be positive and finite", name), weight);
}

}  // namespace eigenviews::nn
