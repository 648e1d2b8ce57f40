// The fused optimisers against LibTorch's own, one parameter at a time.
#include "nn/optimiser.hpp"

#include <cmath>

#include "support/expect.hpp"

using namespace eigenviews::nn;
using eigenviews::test::expect_refusal;

namespace {

using torch::Tensor;

const Tensor no_skip = torch::zeros({});

// Two parameters of odd shapes with a gradient that changes from step to step.
struct Pair {
  Tensor a = torch::linspace(-1, 1, 43).reshape({43, 1}).requires_grad_();
  Tensor b = torch::linspace(2, 3, 5).requires_grad_();
  [[nodiscard]] std::vector<Tensor> all() const { return {a, b}; }
  void differentiate(double at) const {
    ((a - at).square().sum() * b.sum() + (b * b * b).sum()).backward();
  }
};

void step(Optimiser& optimiser, const Pair& pair, double at, double lr = 0.05) {
  optimiser.forget_gradients();
  pair.differentiate(at);
  optimiser.step(torch::tensor(static_cast<float>(lr)), no_skip);
}

std::unique_ptr<torch::optim::Optimizer> plain(const OptimiserOptions& o, const Pair& pair) {
  namespace optim = torch::optim;
  const double lr = static_cast<double>(0.05f);
  if (o.name == "adam") {
    return std::make_unique<optim::Adam>(
        pair.all(),
        optim::AdamOptions(lr).betas({o.beta1, o.beta2}).weight_decay(o.weight_decay));
  }
  if (o.name == "adamw") {
    return std::make_unique<optim::AdamW>(
        pair.all(),
        optim::AdamWOptions(lr).betas({o.beta1, o.beta2}).weight_decay(o.weight_decay));
  }
  return std::make_unique<optim::SGD>(pair.all(),
                                      optim::SGDOptions(lr)
                                          .momentum(o.momentum)
                                          .nesterov(o.momentum > 0)
                                          .weight_decay(o.weight_decay));
}

std::map<std::string, Tensor> copy_of(const Optimiser& optimiser) {
  std::map<std::string, Tensor> copy;
  for (const auto& [key, tensor] : optimiser.state({"a", "b"})) copy[key] = tensor.clone();
  return copy;
}

}  // namespace

TEST_CASE("the fused steps are those of LibTorch's optimisers") {
  torch::set_num_threads(1);
  for (const OptimiserOptions& options : {OptimiserOptions{.name = "adam", .weight_decay = 0.1},
                                          OptimiserOptions{.name = "adamw", .weight_decay = 0.1},
                                          OptimiserOptions{.name = "sgd", .weight_decay = 0.1},
                                          OptimiserOptions{.name = "sgd", .momentum = 0}}) {
    INFO(options.name << " momentum " << options.momentum);
    const Pair ours, theirs;
    Optimiser optimiser(options, ours.all());
    const auto reference = plain(options, theirs);
    for (int t = 0; t < 5; ++t) {
      step(optimiser, ours, 0.3 * t);
      reference->zero_grad();
      theirs.differentiate(0.3 * t);
      reference->step();
      CHECK(torch::allclose(ours.a, theirs.a, 2e-6, 2e-6));
      CHECK(torch::allclose(ours.b, theirs.b, 2e-6, 2e-6));
    }
  }
}

TEST_CASE("a skipped step changes nothing") {
  for (const char* name : {"adam", "adamw", "sgd"}) {
    INFO(name);
    const Pair pair;
    Optimiser optimiser({.name = name}, pair.all());
    step(optimiser, pair, 1);
    const auto before = copy_of(optimiser);
    const Tensor a = pair.a.detach().clone();
    optimiser.forget_gradients();
    pair.differentiate(NAN);
    optimiser.step(torch::tensor(0.05f), torch::ones({}));
    CHECK(torch::equal(pair.a, a));
    for (const auto& [key, tensor] : copy_of(optimiser))
      CHECK(torch::equal(tensor, before.at(key)));
  }
}

TEST_CASE("an optimiser's state put back gives the same next step") {
  torch::set_num_threads(1);
  for (const char* name : {"adam", "adamw", "sgd"}) {
    INFO(name);
    const Pair pair;
    Optimiser optimiser({.name = name, .weight_decay = 0.01}, pair.all());
    step(optimiser, pair, 3);
    step(optimiser, pair, 3);
    const auto state = copy_of(optimiser);
    const Pair copy{.a = pair.a.detach().clone().requires_grad_(),
                    .b = pair.b.detach().clone().requires_grad_()};
    Optimiser restored({.name = name, .weight_decay = 0.01}, copy.all());
    restored.restore({"a", "b"}, state);
    step(optimiser, pair, 5);
    step(restored, copy, 5);
    CHECK(torch::equal(pair.a, copy.a));
    CHECK(torch::equal(pair.b, copy.b));

    const std::string key = state.begin()->first;
    auto missing = state;
    missing.erase(key);
    expect_refusal([&] { restored.restore({"a", "b"}, missing); }, {"optimiser's state", key});
    auto wrong = state;
    wrong[key] = torch::zeros({3, 3});
    expect_refusal([&] { restored.restore({"a", "b"}, wrong); }, {key, "shape"});
  }
}

TEST_CASE("optimisers without meaning are refused") {
  const auto make = [](const OptimiserOptions& options) {
    return Optimiser(options, {torch::zeros({1})});
  };
  expect_refusal([&] { return make({.name = "adamm"}); }, {"adamm", "adam"});
  expect_refusal([&] { return make({.weight_decay = -1}); }, {"--weight-decay", "-1"});
  expect_refusal([&] { return make({.momentum = 1}); }, {"--momentum", "1"});
  expect_refusal([&] { return make({.beta1 = NAN}); }, {"--beta1", "nan"});
  expect_refusal([&] { return make({.beta2 = 1}); }, {"--beta2"});
  Optimiser without = make({});
  expect_refusal([&] { without.step(torch::tensor(0.1f), no_skip); }, {"gradient"});
}
