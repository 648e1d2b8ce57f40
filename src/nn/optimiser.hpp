#pragma once

#include <torch/torch.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace eigenviews::nn {

struct OptimiserOptions {
  std::string name = "adam";          ///< one of optimiser_names().
  double weight_decay = 0;            ///< adam and sgd: L2, coupled; adamw: decoupled. >= 0.
  double momentum = 0.9;              ///< sgd: Nesterov's. In [0, 1).
  double beta1 = 0.9, beta2 = 0.999;  ///< adam, adamw. In [0, 1).
};

/// "adam", "adamw", "sgd".
[[nodiscard]] const std::vector<std::string>& optimiser_names();

/// LibTorch's optimiser of that name over `parameters`.
/// @throws core::InputError  unknown name or a number out of range.
[[nodiscard]] std::unique_ptr<torch::optim::Optimizer> make_optimiser(
    const OptimiserOptions& options,
    std::vector<torch::Tensor> parameters);

void set_learning_rate(torch::optim::Optimizer& optimiser, double lr);

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// Everything that the next step depends on, under "PARAMETER.exp_avg" and the like; parameters
/// that have had no step yet are left out.
/// @param names  of the parameters, in the order in which they were given.
[[nodiscard]] NamedTensors optimiser_state(torch::optim::Optimizer& optimiser,
                                           const std::vector<std::string>& names);

/// Puts such a state back. @throws core::InputError  a tensor is missing or has another shape.
void restore_optimiser(torch::optim::Optimizer& optimiser,
                       const std::vector<std::string>& names,
                       const std::map<std::string, torch::Tensor>& state);

}  // namespace eigenviews::nn
