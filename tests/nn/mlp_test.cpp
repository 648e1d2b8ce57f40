#include "nn/mlp.hpp"

#include <limits>

#include "nn/model_state.hpp"
#include "support/refusal.hpp"

using namespace eigenviews::nn;
using eigenviews::test::expect_refusal;

TEST_CASE("an MLP is relu(W2 relu(W1 x + b1) + b2) on the flattened input") {
  const auto network = make_mlp({.in = 4, .sizes = {2, 3}});
  CHECK(network->features() == 3);
  load_tensors(*network,
               {{"0.weight", torch::tensor({{1.f, 0.f, 0.f, 0.f}, {0.f, 1.f, 1.f, -1.f}})},
                {"0.bias", torch::tensor({0.f, .5f})},
                {"2.weight", torch::tensor({{1.f, 1.f}, {-1.f, 0.f}, {2.f, -1.f}})},
                {"2.bias", torch::tensor({0.f, 1.f, 0.f})}},
               "by hand");
  // First image: hidden (1, 2 + 3 - 4 + .5); second: hidden (0, .5).
  const torch::Tensor x =
      torch::tensor({1.f, 2.f, 3.f, 4.f, -1.f, 0.f, 0.f, 0.f}).view({2, 1, 2, 2});
  const torch::Tensor expected = torch::tensor({{2.5f, 0.f, .5f}, {.5f, 1.f, 0.f}});
  CHECK(torch::equal(network->forward(x), expected));
}

TEST_CASE("without ReLU and bias one layer is the matrix product") {
  const auto network = make_mlp({.in = 2, .sizes = {1}, .relu = false, .bias = false});
  REQUIRE(network->parameters().size() == 1);
  load_tensors(*network, {{"0.weight", torch::tensor({{3.f, -2.f}})}}, "by hand");
  CHECK(network->forward(torch::tensor({{1.f, 5.f}})).item<float>() == -7);
}

TEST_CASE("MLPs refuse inputs and layers without numbers, and weights beyond the memory") {
  expect_refusal([] { (void)make_mlp({.in = 0, .sizes = {1}}); }, {"mlp", "input", ">= 1", "0"});
  expect_refusal([] { (void)make_mlp({.in = 1, .sizes = {}}); }, {"mlp", "at least one layer"});
  expect_refusal([] { (void)make_mlp({.in = 1, .sizes = {4, -3}}); }, {"layer", ">= 1", "-3"});
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  expect_refusal([] { (void)make_mlp({.in = most, .sizes = {most}}); }, {"of memory"});
}
