#include "nn/linear_probe.hpp"

#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "support/expect.hpp"

using namespace eigenviews::nn;
using namespace eigenviews::test;
using Eigen::MatrixXd;

namespace {

// Two classes on a line, 40 originals.
MatrixXd line() {
  MatrixXd x(40, 1);
  for (int i = 0; i < 40; ++i) x(i, 0) = i % 2 == 0 ? -1 - i * 0.01 : 1 + i * 0.01;
  return x;
}
std::vector<int> sides() {
  std::vector<int> labels;
  for (int i = 0; i < 40; ++i) labels.push_back(i % 2);
  return labels;
}

}  // namespace

TEST_CASE("two classes on a line are told apart, and the smoothed loss has its minimum") {
  const LinearProbe probe =
      train_linear_probe(line(), sides(), 2, {.epochs = 300, .batch = 16, .lr = 0.05}, torch::kCPU);
  CHECK(probe.finite);
  CHECK(probe.weights(0, 1) - probe.weights(0, 0) > 0);
  // With smoothing s the targets are 1 - s/2 and s/2: no prediction is below their entropy.
  const double entropy = -0.95 * std::log(0.95) - 0.05 * std::log(0.05);
  CHECK(probe.loss >= entropy);
  CHECK(probe.loss <= entropy + 0.01);
}

TEST_CASE("the seed decides a linear read-out") {
  const auto train = [](std::uint64_t seed) {
    return train_linear_probe(line(), sides(), 2, {.seed = seed, .epochs = 2}, torch::kCPU).weights;
  };
  CHECK(train(1) == train(1));
  CHECK(train(1) != train(2));
}

TEST_CASE("a linear read-out that is no longer finite says so") {
  MatrixXd x = line() * 1e30;
  CHECK_FALSE(train_linear_probe(x, sides(), 2, {.epochs = 3, .lr = 1e38}, torch::kCPU).finite);
}

TEST_CASE("a linear read-out tells each epoch, and its listener may stop it") {
  std::int64_t last = 0;
  (void)train_linear_probe(line(), sides(), 2, {.epochs = 4}, torch::kCPU, [&](const auto& event) {
    CHECK(event.total == 4);
    last = event.done;
  });
  CHECK(last == 4);
  CHECK_THROWS_AS(train_linear_probe(line(),
                                     sides(),
                                     2,
                                     {},
                                     torch::kCPU,
                                     [](const auto&) { throw eigenviews::core::Interrupted(); }),
                  eigenviews::core::Interrupted);
}

TEST_CASE("linear read-outs refuse shapes, labels and options out of range") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refused = [](const MatrixXd& x,
                          const std::vector<int>& labels,
                          std::int64_t classes,
                          const LinearProbeOptions& options,
                          std::initializer_list<std::string_view> parts) {
    expect_refusal([&] { (void)train_linear_probe(x, labels, classes, options, torch::kCPU); },
                   parts);
  };
  refused(MatrixXd(0, 1), {}, 2, {}, {"one original", "0, 1 and 2"});
  refused(line(), sides(), 1, {}, {"two classes"});
  refused(line(), {0, 1}, 2, {}, {"40 labels", "2"});
  std::vector<int> labels = sides();
  labels[3] = 2;
  refused(line(), labels, 2, {}, {"between 0 and 1", "received 2"});
  refused(line(), sides(), 2, {.epochs = 0}, {"epoch", "0"});
  refused(line(), sides(), 2, {.batch = 0}, {"a step", "0"});
  refused(line(), sides(), 2, {.lr = nan}, {"rate", "nan"});
  refused(line(), sides(), 2, {.lr = 0}, {"rate", "0"});
  refused(line(), sides(), 2, {.weight_decay = nan}, {"nan"});
  refused(line(), sides(), 2, {.label_smoothing = 1}, {"smoothing", "1"});
  refused(line(), sides(), 2, {.label_smoothing = nan}, {"smoothing", "nan"});
}
