#include "nn/optimiser.hpp"

#include <cmath>

#include "core/errors.hpp"

namespace eigenviews::nn {

namespace {

using torch::optim::AdamParamState;
using torch::optim::AdamWParamState;
using torch::optim::SGDParamState;

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

// The tensors of one parameter's state, by name; `step` as a tensor of one integer.
template <class State>
NamedTensors adam_tensors(const State& state) {
  return {{"step", torch::tensor(state.step(), torch::kInt64)},
          {"exp_avg", state.exp_avg()},
          {"exp_avg_sq", state.exp_avg_sq()}};
}

template <class State>
std::unique_ptr<torch::optim::OptimizerParamState> adam_state(
    const std::map<std::string, torch::Tensor>& t) {
  auto state = std::make_unique<State>();
  state->step(t.at("step").template item<std::int64_t>());
  state->exp_avg(t.at("exp_avg").clone());
  state->exp_avg_sq(t.at("exp_avg_sq").clone());
  return state;
}

std::vector<std::string> state_names(const torch::optim::Optimizer& optimiser) {
  if (dynamic_cast<const torch::optim::SGD*>(&optimiser)) return {"momentum_buffer"};
  return {"step", "exp_avg", "exp_avg_sq"};
}

}  // namespace

const std::vector<std::string>& optimiser_names() {
  static const std::vector<std::string> names = {"adam", "adamw", "sgd"};
  return names;
}

std::unique_ptr<torch::optim::Optimizer> make_optimiser(const OptimiserOptions& options,
                                                        std::vector<torch::Tensor> parameters) {
  validate(options);
  const auto betas = std::make_tuple(options.beta1, options.beta2);
  if (options.name == "adam") {
    return std::make_unique<torch::optim::Adam>(
        std::move(parameters),
        torch::optim::AdamOptions().betas(betas).weight_decay(options.weight_decay));
  }
  if (options.name == "adamw") {
    return std::make_unique<torch::optim::AdamW>(
        std::move(parameters),
        torch::optim::AdamWOptions().betas(betas).weight_decay(options.weight_decay));
  }
  if (options.name == "sgd") {
    return std::make_unique<torch::optim::SGD>(std::move(parameters),
                                               torch::optim::SGDOptions(1)
                                                   .momentum(options.momentum)
                                                   .nesterov(options.momentum > 0)
                                                   .weight_decay(options.weight_decay));
  }
  core::reject_unknown("--optimizer", "optimiser", options.name, optimiser_names());
}

void set_learning_rate(torch::optim::Optimizer& optimiser, double lr) {
  for (auto& group : optimiser.param_groups()) group.options().set_lr(lr);
}

NamedTensors optimiser_state(torch::optim::Optimizer& optimiser,
                             const std::vector<std::string>& names) {
  NamedTensors all;
  const auto& parameters = optimiser.param_groups().front().params();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto found = optimiser.state().find(parameters[i].unsafeGetTensorImpl());
    if (found == optimiser.state().end()) continue;
    NamedTensors own;
    if (auto* adam = dynamic_cast<const AdamParamState*>(found->second.get())) {
      own = adam_tensors(*adam);
    } else if (auto* adamw = dynamic_cast<const AdamWParamState*>(found->second.get())) {
      own = adam_tensors(*adamw);
    } else if (auto* sgd = dynamic_cast<const SGDParamState*>(found->second.get())) {
      if (sgd->momentum_buffer().defined()) own = {{"momentum_buffer", sgd->momentum_buffer()}};
    }
    for (const auto& [name, tensor] : own) all.emplace_back(names[i] + "." + name, tensor);
  }
  return all;
}

void restore_optimiser(torch::optim::Optimizer& optimiser,
                       const std::vector<std::string>& names,
                       const std::map<std::string, torch::Tensor>& state) {
  const auto& parameters = optimiser.param_groups().front().params();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    std::map<std::string, torch::Tensor> own;
    for (const std::string& name : state_names(optimiser)) {
      const auto found = state.find(names[i] + "." + name);
      if (found == state.end()) {
        core::reject("checkpoint", "must hold the optimiser's state", names[i] + "." + name);
      }
      const bool fits = name == "step" ? found->second.numel() == 1
                                       : found->second.sizes() == parameters[i].sizes();
      if (!fits) {
        core::reject("checkpoint",
                     fmt::format("{} must have the parameter's shape", found->first),
                     fmt::format("{} numbers", found->second.numel()));
      }
      own[name] = found->second.to(name == "step" ? torch::kCPU : parameters[i].device());
    }
    auto& slot = optimiser.state()[parameters[i].unsafeGetTensorImpl()];
    if (dynamic_cast<torch::optim::SGD*>(&optimiser)) {
      auto sgd = std::make_unique<SGDParamState>();
      sgd->momentum_buffer(own.at("momentum_buffer").clone());
      slot = std::move(sgd);
    } else if (dynamic_cast<torch::optim::AdamW*>(&optimiser)) {
      slot = adam_state<AdamWParamState>(own);
    } else {
      slot = adam_state<AdamParamState>(own);
    }
  }
}

}  // namespace eigenviews::nn
