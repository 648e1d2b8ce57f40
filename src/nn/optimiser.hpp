#pragma once

#include <torch/torch.h>

#include <map>
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

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// Adam, AdamW or SGD as PyTorch defines them, through its fused kernels: one pass over all
/// parameters, the learning rate read on the device, so that a CUDA graph can hold the step.
class Optimiser {
 public:
  /// Shares `parameters`, which stay where they are.
  /// @throws core::InputError  unknown name or a number out of range.
  Optimiser(const OptimiserOptions& options, std::vector<torch::Tensor> parameters);

  /// Gradients become undefined: the next backward pass writes, and does not add.
  void forget_gradients();
  /// The gradients, one a parameter. @throws core::InputError  a parameter has none.
  [[nodiscard]] std::vector<torch::Tensor> gradients() const;

  /// One step. @param lr  a float32 scalar on the parameters' device.
  /// @param skip  the same; where it is 1 nothing changes, also not the count of steps.
  void step(const torch::Tensor& lr, const torch::Tensor& skip);

  /// Everything that the next step depends on: "steps", and for each parameter "NAME.exp_avg" and
  /// "NAME.exp_avg_sq", or "NAME.momentum_buffer". Shares memory.
  /// @param names  of the parameters, in their order.
  [[nodiscard]] NamedTensors state(const std::vector<std::string>& names) const;
  /// Copies such a state in. @throws core::InputError  a tensor is missing or of another shape.
  void restore(const std::vector<std::string>& names,
               const std::map<std::string, torch::Tensor>& state);

 private:
  OptimiserOptions options_;
  std::vector<torch::Tensor> parameters_;
  std::vector<std::string> moment_names_;
  std::vector<std::vector<torch::Tensor>> moments_;  // of each name, one a parameter
  torch::Tensor steps_;                              // float32, as the kernels want it
};

}  // namespace eigenviews::nn
