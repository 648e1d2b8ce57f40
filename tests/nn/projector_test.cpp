#include "nn/projector.hpp"

#include <cmath>

#include "nn/model_state.hpp"
#include "support/refusal.hpp"

using namespace eigenviews::nn;
using eigenviews::test::expect_refusal;

TEST_CASE("a projector is one Linear layer, or Linear - BN - ReLU - Linear") {
  torch::nn::Sequential plain = make_projector({.in = 3, .hidden = 0, .out = 2});
  const auto names = [](const torch::nn::Sequential& projector) {
    std::vector<std::string> all;
    for (const auto& item : named_tensors(*projector)) all.push_back(item.first);
    return all;
  };
  CHECK(names(plain) == std::vector<std::string>{"0.weight", "0.bias"});

  torch::nn::Sequential deep = make_projector({.in = 2, .hidden = 2, .out = 1});
  CHECK(names(deep) == std::vector<std::string>{"0.weight",
                                                "1.weight",
                                                "1.bias",
                                                "1.running_mean",
                                                "1.running_var",
                                                "1.num_batches_tracked",
                                                "3.weight",
                                                "3.bias"});
  // Evaluation mode with mean (1, 0), variance 4 - eps: relu((h - mean) / 2 + (0, 1)) (1, 10)' +
  // 100.
  load_tensors(*deep,
               {{"0.weight", torch::tensor({{1.f, 1.f}, {1.f, -1.f}})},
                {"1.weight", torch::ones(2)},
                {"1.bias", torch::tensor({0.f, 1.f})},
                {"1.running_mean", torch::tensor({1.f, 0.f})},
                {"1.running_var", torch::full(2, 4 - 1e-5)},
                {"3.weight", torch::tensor({{1.f, 10.f}})},
                {"3.bias", torch::tensor({100.f})}},
               "by hand");
  deep->eval();
  const torch::Tensor y = deep->forward(torch::tensor({{3.f, 2.f}, {-4.f, 0.f}}));
  CHECK(std::abs(y[0].item<double>() - (2 + 15 + 100)) <= 1e-4);  // h = (5, 1): (2, 1.5)
  CHECK(std::abs(y[1].item<double>() - (0 + 0 + 100)) <= 1e-4);   // h = (-4, -4): (-2.5, -1)
}

TEST_CASE("the layers of a checkpoint's projector keep their numbers, with a ReLU in each gap") {
  using Layer = eigenviews::checkpoint::ProjectorLayer;
  torch::nn::Sequential projector = make_projector(std::vector<Layer>{
      {.index = 1, .kind = Layer::Kind::linear, .in = 1, .out = 2, .affine = false},
      {.index = 2, .kind = Layer::Kind::batch_norm, .in = 2, .out = 2, .affine = false},
      {.index = 5, .kind = Layer::Kind::linear, .in = 2, .out = 1, .affine = true},
      {.index = 6, .kind = Layer::Kind::linear, .in = 1, .out = 1, .affine = true}});
  load_tensors(*projector,
               {{"1.weight", torch::tensor({{1.f}, {-1.f}})},
                {"2.running_mean", torch::zeros(2)},
                {"2.running_var", torch::full(2, 1 - 1e-5)},
                {"5.weight", torch::tensor({{1.f, 10.f}})},
                {"5.bias", torch::tensor({-7.f})},
                {"6.weight", torch::tensor({{2.f}})},
                {"6.bias", torch::tensor({100.f})}},
               "by hand");
  projector->eval();
  // relu(3) = 3, then relu((3, -3)) (1, 10)' - 7 = -4, which no ReLU follows; relu(-2) = 0.
  const torch::Tensor y = projector->forward(torch::tensor({{3.f}, {-2.f}}));
  CHECK(std::abs(y[0].item<double>() - (2 * (3 - 7) + 100)) <= 1e-4);
  CHECK(std::abs(y[1].item<double>() - (2 * (0 - 7) + 100)) <= 1e-4);
}

TEST_CASE("projectors refuse sizes out of range") {
  expect_refusal([] { (void)make_projector({.in = 0, .hidden = 0, .out = 2}); },
                 {"projector", "input features", "received 0"});
  expect_refusal([] { (void)make_projector({.in = 2, .hidden = 0, .out = 0}); },
                 {"--proj-dim", ">= 1", "received 0"});
  expect_refusal([] { (void)make_projector({.in = 2, .hidden = -1, .out = 2}); },
                 {"--proj-hidden", ">= 0", "received -1"});
  expect_refusal([] { (void)make_projector({.in = 1 << 30, .hidden = 1 << 30, .out = 2}); },
                 {"of memory"});
  const std::vector<eigenviews::checkpoint::ProjectorLayer> huge{
      {.index = 0, .in = 1 << 30, .out = 1 << 30}};
  expect_refusal([&] { (void)make_projector(huge); }, {"of memory"});
}
