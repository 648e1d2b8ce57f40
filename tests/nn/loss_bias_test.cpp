#include <cmath>

#include "nn/loss_cases.hpp"
#include "nn/loss_population.hpp"
#include "nn/losses/orthogonality.hpp"
#include "support/catch.hpp"

using namespace eigenviews;
using test::distance;
using torch::Tensor;

namespace {

// Two originals with two slots each, three views.
const test::SlotChannel tiny{{{0, 1}, {1, 2}}, 3};

Tensor features() {
  return torch::tensor({0.3, -1.1, 1.4, 0.2, -0.6, 0.9}, torch::kDouble).reshape({3, 2});
}

// Moments of the features over rho_A, and of pairs of views of one original.
struct Exact {
  Tensor c, c_plus, mean;

  Exact() {
    const Tensor p = tiny.p(), f = features(), tf = torch::mm(p, f);
    c = torch::mm(f.t() * p.mean(0), f);
    c_plus = torch::mm(tf.t(), tf) / 2;
    mean = torch::mv(f.t(), p.mean(0));
  }
  [[nodiscard]] Tensor orthogonality(bool centred) const {
    const Tensor r = centred ? c - torch::outer(mean, mean) : c;
    return (r - torch::eye(2, torch::kDouble)).square().sum();
  }
  [[nodiscard]] Tensor invariance() const { return (c - c_plus).trace(); }
};

// The mean of `statistic` over every batch of n independent originals with m independent views.
template <class Statistic>
Tensor expectation(std::int64_t n, std::int64_t m, const Statistic& statistic) {
  const Tensor draws = tiny.every_draw(m);  // equally likely
  const Tensor f = features();
  const std::vector<Tensor> positions(static_cast<std::size_t>(n), torch::arange(draws.size(0)));
  const Tensor batches = torch::cartesian_prod(positions).reshape({-1, n});
  double sum = 0;
  for (std::int64_t b = 0; b < batches.size(0); ++b) {
    sum += statistic(f.index({draws.index({batches[b]})})).template item<double>();
  }
  return torch::tensor(sum / static_cast<double>(batches.size(0)), torch::kDouble);
}

Tensor expected_orthogonality(std::int64_t n,
                              std::int64_t m,
                              nn::Orthogonality estimator,
                              bool centred) {
  return expectation(n, m, [&](const Tensor& f) {
    return nn::orthogonality(f, estimator, centred);
  });
}

}  // namespace

TEST_CASE("the invariance is unbiased for every number of views, and mean squares are not") {
  const Exact exact;
  for (const std::int64_t m : {2, 3, 4}) {
    INFO("views " << m);
    CHECK(distance(expectation(1, m, nn::within_view_variance), exact.invariance()) <= 1e-14);
    const Tensor plain = expectation(1, m, [](const Tensor& f) {
      return (f - f.mean(1, true)).square().sum(2).mean();
    });
    const double shrunk = 1 - 1.0 / static_cast<double>(m);
    CHECK(distance(plain, shrunk * exact.invariance()) <= 1e-14);
    CHECK_FALSE(distance(plain, exact.invariance()) <= 0.1);
  }
}

TEST_CASE("half batches and the U-statistic are unbiased, and the plug-in misses as predicted") {
  const Exact exact;
  const Tensor f = features(), p = tiny.p();
  const Tensor fourth = (f.square().sum(1).square() * p.mean(0)).sum();  // E |f|^4
  const Tensor products = torch::mm(f, f.t()).square();
  const Tensor cross = (torch::mm(p.t(), p) / 2 * products).sum();  // E_+ (f.f')^2
  for (const auto& [n, m] : {std::pair{2, 2}, {3, 1}, {3, 2}}) {
    INFO(n << " originals, " << m << " views");
    const Tensor target = exact.orthogonality(false);
    using nn::Orthogonality;
    CHECK(distance(expected_orthogonality(n, m, Orthogonality::half_batch, false), target) <=
          1e-13);
    CHECK(distance(expected_orthogonality(n, m, Orthogonality::u_statistic, false), target) <=
          1e-13);
    const Tensor plug_in = expected_orthogonality(n, m, Orthogonality::plug_in, false);
    const Tensor bias = (fourth / m + (1 - 1.0 / m) * cross - exact.c.square().sum()) / n;
    CHECK(distance(plug_in, target + bias) <= 1e-13);
    CHECK_FALSE(distance(plug_in, target) <= 0.1);
  }
}

TEST_CASE("about the mean, half batches and the U-statistic stay unbiased") {
  const Exact exact;
  const Tensor target = exact.orthogonality(true);
  for (const std::int64_t m : {1, 2}) {
    INFO("views " << m);
    using nn::Orthogonality;
    CHECK(distance(expected_orthogonality(4, m, Orthogonality::half_batch, true), target) <= 1e-13);
    CHECK(distance(expected_orthogonality(4, m, Orthogonality::u_statistic, true), target) <=
          1e-13);
    CHECK_FALSE(distance(expected_orthogonality(4, m, Orthogonality::plug_in, true), target) <=
                0.02);
  }
}

TEST_CASE("the unbiased estimators have the smaller variance where all pairs are used") {
  const auto variance = [](nn::Orthogonality estimator) {
    const Tensor mean = expected_orthogonality(3, 2, estimator, false);
    return expectation(3, 2, [&](const Tensor& f) {
      return (nn::orthogonality(f, estimator, false) - mean).square();
    });
  };
  CHECK((variance(nn::Orthogonality::u_statistic) < variance(nn::Orthogonality::half_batch))
            .item<bool>());
}

TEST_CASE("about the mean, estimates do not move with the mean and stay accurate in float32") {
  const Tensor f = test::random_features(199, 3, 43, 9);
  for (const std::string& name : nn::orthogonality_names()) {
    INFO(name);
    const nn::Orthogonality estimator = nn::parse_orthogonality(name);
    const Tensor value = nn::orthogonality(f, estimator, true);
    CHECK(distance(nn::orthogonality(f + 7, estimator, true), value) <= 1e-11);
    const Tensor single = nn::orthogonality(f.to(torch::kFloat), estimator, true);
    CHECK(single.scalar_type() == torch::kFloat);
    CHECK(distance(single, value) <= 1e-5 * std::abs(value.item<double>()));
  }
}
