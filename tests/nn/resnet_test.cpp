#include "nn/resnet.hpp"

#include <cmath>
#include <limits>

#include "core/memory.hpp"
#include "support/refusal.hpp"

using namespace eigenviews::nn;
using eigenviews::test::expect_refusal;

namespace {

std::int64_t parameter_count(const Backbone& network) {
  std::int64_t count = 0;
  for (const auto& parameter : network.parameters()) count += parameter.numel();
  return count;
}

}  // namespace

TEST_CASE("ResNets hold as many parameters as counted by hand") {
  const auto count = [](int depth, Stem stem, double width, std::int64_t channels) {
    const auto network = make_resnet({depth, stem, width, {channels, 32, 32}});
    return parameter_count(*network);
  };
  // torchvision's published totals less its fc: 1000 x (512 or 2048) weights and 1000 biases.
  CHECK(count(18, Stem::imagenet, 1, 3) == 11689512 - 513000);
  CHECK(count(34, Stem::imagenet, 1, 3) == 21797672 - 513000);
  CHECK(count(50, Stem::imagenet, 1, 3) == 25557032 - 2049000);
  // The first convolution: 64 c (49 or 9).
  CHECK(count(18, Stem::cifar, 1, 3) == 11176512 - 64 * 3 * (49 - 9));
  CHECK(count(18, Stem::cifar_no_relu, 1, 1) == 11176512 - 64 * (3 * 49 - 9));
  // One channel a stage at first: stem 9 + 2; stages of c = 1, 2, 4, 8 from i channels: 9 c (i + 3
  // c) and 8 c for two blocks, from the second stage on c i + 2 c for the shortcut.
  CHECK(count(18, Stem::cifar, 1e-9, 1) ==
        11 + 36 + 8 + (126 + 16 + 2 + 4) + (504 + 32 + 8 + 8) + (2016 + 64 + 32 + 16));
}

TEST_CASE("the width multiplies the channels, rounded and at least one") {
  const auto features = [](int depth, double width) {
    return make_resnet({depth, Stem::cifar, width, {1, 8, 8}})->features();
  };
  CHECK(features(18, .25) == 8 * 16);
  CHECK(features(18, .1) == 8 * 6);    // 6.4
  CHECK(features(18, .105) == 8 * 7);  // 6.72
  CHECK(features(18, 1e-9) == 8);
  CHECK(features(50, .125) == 32 * 8);
  CHECK(make_tiny_resnet({8, {1, 16, 16}})->features() == 128);
}

TEST_CASE("resnet-tiny holds as many parameters as counted by hand") {
  // width 8, side 16: stem 72 + 16; blocks 8 -> 8 (1184), 8 -> 16 (3680), 16 -> 32 (14528); fc
  // 32 x 4 x 4 -> 128 (65664).
  CHECK(parameter_count(*make_tiny_resnet({8, {1, 16, 16}})) == 88 + 1184 + 3680 + 14528 + 65664);
  // width .6 is one channel, side 5 leaves 2 x 2: stem 9 + 2; 18 + 4; 18 + 36 + 2 + 12;
  // 72 + 144 + 8 + 24; fc 16 x 128 + 128.
  CHECK(parameter_count(*make_tiny_resnet({.6, {1, 5, 5}})) == 11 + 22 + 68 + 248 + 2176);
}

TEST_CASE("initial convolutions are normal with variance 2 / (c_out k^2), norms are 1 and 0") {
  torch::manual_seed(11);
  const auto network = make_resnet({50, Stem::imagenet, .25, {3, 32, 32}});
  int convolutions = 0, norms = 0;
  for (const auto& module : network->modules(/*include_self=*/false)) {
    if (const auto* convolution = module->as<torch::nn::Conv2d>()) {
      const torch::Tensor w = convolution->weight.detach().to(torch::kFloat64);
      const auto fan_out = static_cast<double>(w.size(0) * w.size(2) * w.size(3));
      const auto n = static_cast<double>(w.numel());
      const torch::Tensor z = w * std::sqrt(fan_out / 2);
      // Standard errors of mean, variance and fourth moment of n standard normal numbers; five of
      // them on 3 x 53 figures: false alarm 1e-4, and the seed is fixed.
      CHECK(std::abs(z.mean().item<double>()) <= 5 * std::sqrt(1 / n));
      CHECK(std::abs(z.square().mean().item<double>() - 1) <= 5 * std::sqrt(2 / n));
      CHECK(std::abs(z.pow(4).mean().item<double>() - 3) <= 5 * std::sqrt(96 / n));
      ++convolutions;
    } else if (const auto* norm = module->as<torch::nn::BatchNorm2d>()) {
      CHECK(norm->weight.eq(1).all().item<bool>());
      CHECK(norm->bias.eq(0).all().item<bool>());
      CHECK(norm->options.eps() == 1e-5);
      CHECK(norm->options.momentum() == .1);
      ++norms;
    }
  }
  CHECK(convolutions == 53);
  CHECK(norms == 53);
}

TEST_CASE("the smallest images pass through, smaller ones are refused") {
  torch::NoGradGuard no_grad;
  for (const auto& [stem, least] : {std::pair{Stem::imagenet, 17}, std::pair{Stem::cifar, 5}}) {
    const auto network = make_resnet({18, stem, .0625, {2, least, least}});
    const torch::Tensor features = network->forward(torch::randn({2, 2, least, least}));
    CHECK(features.sizes() == torch::IntArrayRef({2, 32}));
    CHECK(features.isfinite().all().item<bool>());
    const std::string rule = fmt::format("{0} x {0} pixels or more", least);
    const ImageShape low{2, least - 1, least + 9}, slim{2, least + 9, least - 1};
    for (const ImageShape& image : {low, slim}) {
      expect_refusal([&] { (void)make_resnet({18, stem, 1, image}); }, {"ResNet", rule, "--arch"});
    }
  }
  CHECK(make_tiny_resnet({2, {1, 3, 3}})->forward(torch::randn({2, 1, 3, 3})).size(1) == 128);
  expect_refusal(
      [] {
        (void)make_tiny_resnet({2, {1, 2, 3}});
      },
      {"resnet-tiny", "3 x 3 pixels or more", "received 2 x 3"});
}

TEST_CASE("ResNets refuse other depths, widths that are not positive numbers, no channels") {
  const ImageShape image{3, 32, 32};
  expect_refusal([&] { (void)make_resnet({19, Stem::cifar, 1, image}); }, {"18, 34 or 50", "19"});
  for (const double width : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(), HUGE_VAL}) {
    INFO(width);
    expect_refusal(
        [&] {
          (void)make_resnet({18, Stem::cifar, width, image});
        },
        {"--width", "finite and > 0"});
    expect_refusal([&] { (void)make_tiny_resnet({width, image}); }, {"--width", "finite and > 0"});
  }
  expect_refusal([] { (void)make_resnet({18, Stem::cifar, 1, {0, 32, 32}}); }, {"channels", "0"});
}

TEST_CASE("networks that do not fit in memory are refused before they are made") {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const auto refused = [](auto make) {
    expect_refusal(make, {"the network: needs", "of memory", "--width"});
  };
  // ResNet-50 of about 88 MiB, resnet-tiny of about 1.4 MiB.
  eigenviews::core::set_available_memory_for_tests(80 << 20);
  refused([] { (void)make_resnet({50, Stem::cifar, 1, {3, 32, 32}}); });
  refused([] { (void)make_resnet({18, Stem::cifar, 1e300, {3, 32, 32}}); });
  eigenviews::core::set_available_memory_for_tests(1 << 20);
  refused([] { (void)make_tiny_resnet({30, {1, 3, 3}}); });
  refused([] { (void)make_resnet({18, Stem::cifar, 1, {most, 32, 32}}); });
  refused([] { (void)make_tiny_resnet({8, {1, most, most}}); });
  refused([] { (void)make_tiny_resnet({8, {1, most, 3}}); });
  eigenviews::core::set_available_memory_for_tests(4 * 100 * 50 - 1);
  refused([] { (void)make_linear(100, 50); });
  eigenviews::core::set_available_memory_for_tests(4 * 100 * 50);
  CHECK(make_linear(100, 50)->weight.numel() == 5000);
  eigenviews::core::set_available_memory_for_tests(-1);
}

TEST_CASE("a ResNet's gradients are its finite differences") {
  torch::set_num_threads(1);
  torch::manual_seed(3);
  for (const bool tiny : {true, false}) {
    const auto network = tiny ? make_tiny_resnet({2, {2, 6, 7}})
                              : make_resnet({50, Stem::imagenet, .05, {2, 33, 35}});
    network->to(torch::kFloat64);
    // Off the kinks of ReLU: at bias 0 a channel without input sits on one. In training mode a deep
    // and narrow network has one within every reach, where norms blow up a nearly empty channel.
    for (auto& parameter : network->parameters()) {
      if (parameter.dim() == 1) torch::nn::init::uniform_(parameter, .2, .8);
    }
    network->train(tiny);
    const torch::Tensor x = torch::randn({8, 2, tiny ? 6 : 33, tiny ? 7 : 35}, torch::kFloat64);
    const torch::Tensor target = torch::randn({8, network->features()}, torch::kFloat64);
    const auto loss = [&] { return (network->forward(x) * target).sum(); };
    loss().backward();
    torch::NoGradGuard no_grad;
    for (const auto& item : network->named_parameters()) {
      INFO(item.key());
      torch::Tensor parameter = item.value();
      const torch::Tensor direction = torch::randn_like(parameter) / std::sqrt(parameter.numel());
      const double h = 1e-6;
      parameter.add_(direction, h);
      const double above = loss().item<double>();
      parameter.add_(direction, -2 * h);
      const double below = loss().item<double>();
      parameter.add_(direction, h);
      const double slope = (parameter.grad() * direction).sum().item<double>();
      // Rounding of the two sums of some 1e2, over 2 h; the third-order term is h^2.
      CHECK(std::abs((above - below) / (2 * h) - slope) <= 1e-6 * (1 + std::abs(slope)));
    }
  }
}
