#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "nn/losses/loss.hpp"

// Every loss with every option that changes its value, for tests that ask the same of all.
namespace eigenviews::test {

struct LossCase {
  std::string label;  ///< a file name.
  nn::LossOptions options;
  std::int64_t views = 2;
};

[[nodiscard]] std::vector<LossCase> loss_cases();

/// Normal features, originals x views x functions: views of one original correlated, functions of
/// different scales (0.5 to 1.5) and means, so that every term of every loss is active.
[[nodiscard]] torch::Tensor random_features(std::int64_t originals,
                                            std::int64_t views,
                                            std::int64_t functions,
                                            std::uint64_t seed,
                                            torch::Dtype type = torch::kDouble);

/// d total / d f.
[[nodiscard]] torch::Tensor gradient_of(const nn::Loss& loss, const torch::Tensor& f);

/// max |a - b|, infinite where shapes differ and NaN where an entry is.
[[nodiscard]] double distance(const torch::Tensor& a, const torch::Tensor& b);

}  // namespace eigenviews::test
