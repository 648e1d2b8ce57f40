#include "nn/optimiser.hpp"

#include <cmath>

#include "core/errors.hpp"

namespace eigenviews::nn {

namespace {

constexpr double adam_epsilon = 1e-8;

void require_share(const char* option, double value) {
  if (!(value >= 0 && value < 1)) core::reject(option, "must be in [0, 1)", value);
}

void validate(const OptimiserOptions& options) {
  if (!(options.weight_decay >= 0 && std::isfinite(options.weight_decay))) {
    core::reject("--weight-decay", "must be >= 0", options.weight_decay);
  }
  require_share("--momentum", options.momentum);
  require_share("--beta1", options.beta1);
  require_share("--beta2", options.beta2);
}

// What each parameter keeps between steps.
std::vector<std::string> moments_of(const OptimiserOptions& options) {
  if (options.name == "adam" || options.name == "adamw") return {"exp_avg", "exp_avg_sq"};
  if (options.name != "sgd") {
    core::reject_unknown("--optimizer", "optimiser", options.name, optimiser_names());
  }
  if (options.momentum > 0) return {"momentum_buffer"};
  return {};
}

}  // namespace

const std::vector<std::string>& optimiser_names() {
  static const std::vector<std::string> names = {"adam", "adamw", "sgd"};
  return names;
}

Optimiser::Optimiser(const OptimiserOptions& options, std::vector<torch::Tensor> parameters)
    : options_(options), parameters_(std::move(parameters)), moment_names_(moments_of(options)) {
  validate(options);
  for (std::size_t i = 0; i < moment_names_.size(); ++i) {
    std::vector<torch::Tensor> moments;
    for (const torch::Tensor& p : parameters_) moments.push_back(torch::zeros_like(p).detach());
    moments_.push_back(std::move(moments));
  }
  const torch::Device device = parameters_.empty() ? torch::kCPU : parameters_.front().device();
  steps_ = torch::zeros({}, torch::TensorOptions(torch::kFloat32).device(device));
}

void Optimiser::forget_gradients() {
  for (torch::Tensor& p : parameters_) p.mutable_grad().reset();
}

std::vector<torch::Tensor> Optimiser::gradients() const {
  std::vector<torch::Tensor> all;
  for (const torch::Tensor& p : parameters_) {
    if (!p.grad().defined()) {
      core::reject("optimiser", "every parameter must have a gradient", "one without");
    }
    all.push_back(p.grad());
  }
  return all;
}

void Optimiser::step(const torch::Tensor& lr, const torch::Tensor& skip) {
  const torch::NoGradGuard no_gradient;
  const std::vector<torch::Tensor> gradients = this->gradients();
  steps_ += 1 - skip;
  const std::vector<torch::Tensor> steps(parameters_.size(), steps_);
  if (options_.name == "sgd") {
    const std::vector<torch::Tensor> none;
    at::_fused_sgd_(parameters_,
                    gradients,
                    moments_.empty() ? none : moments_.front(),
                    options_.weight_decay,
                    options_.momentum,
                    lr,
                    /*dampening=*/0,
                    /*nesterov=*/options_.momentum > 0,
                    /*maximize=*/false,
                    /*is_first_step=*/false,
                    /*grad_scale=*/{},
                    skip);
    return;
  }
  const auto fused = [&](auto&& kernel) {
    kernel(parameters_,
           gradients,
           moments_[0],
           moments_[1],
           std::vector<torch::Tensor>{},
           steps,
           lr,
           options_.beta1,
           options_.beta2,
           options_.weight_decay,
           adam_epsilon,
           /*amsgrad=*/false,
           /*maximize=*/false,
           /*grad_scale=*/std::optional<torch::Tensor>{},
           std::optional<torch::Tensor>(skip));
  };
  if (options_.name == "adam") {
    fused([](auto&&... arguments) { at::_fused_adam_(arguments...); });
  } else {
    fused([](auto&&... arguments) { at::_fused_adamw_(arguments...); });
  }
}

NamedTensors Optimiser::state(const std::vector<std::string>& names) const {
  NamedTensors all = {{"steps", steps_}};
  for (std::size_t i = 0; i < moments_.size(); ++i) {
    for (std::size_t j = 0; j < names.size(); ++j) {
      all.emplace_back(names[j] + "." + moment_names_[i], moments_[i][j]);
    }
  }
  return all;
}

void Optimiser::restore(const std::vector<std::string>& names,
                        const std::map<std::string, torch::Tensor>& state) {
  const torch::NoGradGuard no_gradient;
  NamedTensors own = this->state(names);
  for (const auto& [name, tensor] : own) {
    const auto found = state.find(name);
    if (found == state.end()) core::reject("checkpoint", "must hold the optimiser's state", name);
    if (found->second.sizes() != tensor.sizes()) {
      core::reject("checkpoint",
                   fmt::format("{} must have the parameter's shape", name),
                   fmt::format("{} numbers", found->second.numel()));
    }
  }
  for (auto& [name, tensor] : own) tensor.copy_(state.at(name));
}

}  // namespace eigenviews::nn
