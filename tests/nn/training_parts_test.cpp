// Schedules, batches, views and optimiser states: what a training is made of.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "nn/batch_sampler.hpp"
#include "nn/optimiser.hpp"
#include "nn/schedule.hpp"
#include "nn/views.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::nn;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

TEST_CASE("learning rates by hand") {
  const ScheduleOptions constant{.name = "constant", .lr = 0.5, .steps = 8, .warmup = 4};
  CHECK(learning_rate(constant, 0) == 0.125);
  CHECK(learning_rate(constant, 3) == 0.5);
  CHECK(learning_rate(constant, 7) == 0.5);
  const ScheduleOptions cosine{.name = "cosine", .lr = 2, .steps = 8, .warmup = 0};
  CHECK(learning_rate(cosine, 0) == 2);
  CHECK(std::abs(learning_rate(cosine, 4) - 1) <= 1e-15);
  CHECK(learning_rate(cosine, 7) > 0);
  // PyTorch's OneCycleLR(max_lr=1, total_steps=10): the peak is at step 2.
  const ScheduleOptions cycle{.name = "one-cycle", .lr = 1, .steps = 10, .warmup = 0};
  CHECK(std::abs(learning_rate(cycle, 0) - 0.04) <= 1e-15);
  CHECK(std::abs(learning_rate(cycle, 1) - 0.52) <= 1e-15);
  CHECK(std::abs(learning_rate(cycle, 2) - 1) <= 1e-15);
  CHECK(std::abs(learning_rate(cycle, 9) - 4e-6) <= 1e-15);
  CHECK(learning_rate({.name = "one-cycle", .lr = 1, .steps = 1, .warmup = 0}, 0) > 0);
}

TEST_CASE("schedules without meaning are refused") {
  expect_refusal([] { return learning_rate({.name = "cosin"}, 0); }, {"cosin", "cosine"});
  expect_refusal([] { return learning_rate({.lr = 0}, 0); }, {"--lr", "0"});
  expect_refusal([] { return learning_rate({.lr = NAN}, 0); }, {"--lr", "nan"});
  expect_refusal([] { return learning_rate({.steps = 0}, 0); }, {"--steps"});
  expect_refusal([] { return learning_rate({.steps = 5, .warmup = 5}, 0); }, {"--warmup", "5"});
  expect_refusal([] { return learning_rate({.steps = 5, .warmup = -1}, 0); }, {"--warmup"});
}

TEST_CASE("an epoch visits every original once, in another order each time") {
  BatchSampler sampler(12, {}, 4, 7);
  CHECK(sampler.steps_per_epoch() == 3);
  std::vector<std::int64_t> first, second;
  for (std::int64_t step = 0; step < 6; ++step) {
    auto& epoch = step < 3 ? first : second;
    const auto batch = sampler.draw(step);
    epoch.insert(epoch.end(), batch.begin(), batch.end());
  }
  CHECK(std::set(first.begin(), first.end()).size() == 12);
  CHECK(std::set(second.begin(), second.end()).size() == 12);
  CHECK(first != second);
  CHECK(BatchSampler(12, {}, 4, 7).draw(4) == std::vector(second.begin() + 4, second.begin() + 8));
  CHECK(BatchSampler(12, {}, 4, 8).draw(0) != std::vector(first.begin(), first.begin() + 4));
  expect_refusal([] { return BatchSampler(3, {}, 4, 0); }, {"--batch-size", "3 originals", "4"});
  expect_refusal([] { return BatchSampler(3, {}, 0, 0); }, {"--batch-size", "0"});
}

TEST_CASE("with a prior originals are drawn from it") {
  BatchSampler sampler(3, Eigen::Vector3d(.2, .5, .3), 30000, 1);
  VectorXd share = VectorXd::Zero(3);
  for (const std::int64_t x : sampler.draw(0)) share[x] += 1.0 / 30000;
  // 5 standard errors of a share of one half
  expect_close(share, Eigen::Vector3d(.2, .5, .3), 5 * 0.5 / std::sqrt(30000.0));
  CHECK(sampler.draw(0) == sampler.draw(0));
  CHECK(sampler.draw(0) != sampler.draw(1));
}

TEST_CASE("views of a finite channel have its probabilities and do not depend on who draws them") {
  const kernel::FiniteChannel channel((MatrixXd(2, 3) << .1, .9, 0, .5, .25, .25).finished());
  const torch::Tensor inputs = torch::arange(6, torch::kFloat32).reshape({3, 2});
  const FiniteViews views(channel, inputs, 3);
  CHECK(views.shape() == std::vector<std::int64_t>{2});
  constexpr std::int64_t many = 40000;
  const auto states = views.draw_states({0, 1}, many, 0);
  MatrixXd share = MatrixXd::Zero(2, 3);
  for (std::size_t t = 0; t < states.size(); ++t) {
    share(static_cast<Eigen::Index>(t) / many, states[t]) += 1.0 / many;
  }
  expect_close(share, channel.dense_p(), 5 * 0.5 / std::sqrt(static_cast<double>(many)));
  CHECK(share(0, 2) == 0);
  // View 7 of original 1, drawn alone and in company.
  const auto alone = views.draw_states({1}, 1, 7);
  CHECK(alone[0] == states[static_cast<std::size_t>(many) + 7]);
  const torch::Tensor drawn = views.draw({1, 0}, 2, 5);
  CHECK(drawn.sizes() == torch::IntArrayRef({4, 2}));
  CHECK(torch::equal(drawn[1], inputs[views.draw_states({1}, 1, 6)[0]]));
  expect_refusal([&] { return FiniteViews(channel, torch::zeros({2, 2}), 0); }, {"3 views", "2"});
}

TEST_CASE("views of a density-known channel are the views of the exact kernel, put among pixels") {
  data::RowMatrix rows(4, 6);
  rows.setRandom();
  const auto channel = std::make_shared<const kernel::GaussianChannel>(
      rows,
      kernel::parse_augmentation("gaussian:sigma=0.5,pca=2", std::nullopt, 6));
  const GaussianViews views(channel, {1, 2, 3}, torch::kCPU, 9);
  const torch::Tensor drawn = views.draw({2, 0}, 3, 4);
  REQUIRE(drawn.sizes() == torch::IntArrayRef({6, 1, 2, 3}));
  const VectorXd z = channel->sample(9, 0, 5);
  const VectorXd pixels = channel->coordinates().basis * z + channel->coordinates().mean;
  for (int p = 0; p < 6; ++p) {
    CHECK(std::abs(drawn[4].reshape({6})[p].item<float>() - pixels[p]) <= 1e-6);
  }
  expect_refusal([&] { return GaussianViews(channel, {5}, torch::kCPU, 0); }, {"6 numbers", "5"});
}

TEST_CASE("toys have inputs: images, coordinates or indicators") {
  const auto shape = [](const char* name) {
    return toy_inputs(kernel::make_toy(name)).sizes().vec();
  };
  using Shape = std::vector<std::int64_t>;
  CHECK(shape("torus,side=4") == Shape{16, 1, 4, 4});
  CHECK(shape("torus,side=4,render=grating") == Shape{16, 3, 4, 4});
  CHECK(shape("circle,n=8") == Shape{8, 2});
  CHECK(shape("nonnormal") == Shape{3, 3});
  CHECK(shape("interval")[1] == 1);
  CHECK(shape("sphere")[1] == 3);
  const torch::Tensor images = toy_inputs(kernel::make_toy("torus,side=4"));
  CHECK(std::abs(images.mean().item<float>()) <= 1e-5);
  CHECK(std::abs(images.std().item<float>() - 1) <= 1e-5);
  const torch::Tensor sphere = toy_inputs(kernel::make_toy("sphere"));
  CHECK(torch::allclose(sphere.square().sum(1), torch::ones(sphere.size(0))));
}
