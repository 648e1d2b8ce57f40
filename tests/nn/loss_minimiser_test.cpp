#include <cmath>

#include "nn/loss_cases.hpp"
#include "nn/loss_population.hpp"
#include "nn/losses/literal.hpp"
#include "support/catch.hpp"
#include "theory/minimiser.hpp"

using namespace eigenviews;
using test::distance;
using test::random_normal;
using torch::Tensor;

namespace {

Eigen::VectorXd to_eigen(const Tensor& values) {
  const Tensor plain = values.contiguous();
  return Eigen::Map<const Eigen::VectorXd>(plain.data_ptr<double>(), plain.numel());
}

Tensor to_tensor(const Eigen::VectorXd& values) {
  return torch::tensor(std::vector<double>(values.begin(), values.end()), torch::kDouble);
}

// The loss of features given by their values on the views, views x d, over every draw.
struct Population {
  nn::Loss loss;
  Tensor draws;

  [[nodiscard]] Tensor operator()(const Tensor& table) const {
    return loss(table.index({draws})).total;
  }
};

// `table` is a stationary point of value `value`, and no worse than points around it.
void expect_minimum(const Population& population, const Tensor& table, double value) {
  const Tensor leaf = table.clone().requires_grad_();
  const Tensor total = population(leaf);
  total.backward();
  CHECK(distance(total, torch::tensor(value, torch::kDouble)) <= 1e-12 * (1 + std::abs(value)));
  CHECK(distance(leaf.grad(), torch::zeros_like(table)) <= 1e-12 * (1 + std::abs(value)));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const double size = std::pow(10, -3 + 0.15 * static_cast<double>(seed));
    const Tensor moved = table + size * random_normal(table.sizes(), seed);
    CHECK(population(moved).item<double>() >= value - 1e-12);
  }
}

nn::LossOptions named(const std::string& name, double beta) {
  nn::LossOptions options;
  options.name = name;
  options.beta = beta;
  return options;
}

}  // namespace

TEST_CASE("the reformulated loss has its predicted minimum on a finite channel") {
  const test::SlotChannel channel = test::asymmetric_channel();
  const test::Spectrum exact = test::spectrum_of(channel);
  CHECK(std::abs(exact.s[0].item<double>() - 1) <= 1e-14);
  for (const bool centred : {false, true}) {
    const std::int64_t first = centred ? 1 : 0;
    const Tensor s = exact.s.slice(0, first), v = exact.v.slice(1, first);
    for (const double beta : {0.25, 0.5, 3.0}) {
      for (const std::int64_t m : {2, 3}) {
        INFO("centred " << centred << ", beta " << beta << ", views " << m);
        constexpr std::int64_t d = 3;
        nn::LossOptions options = named("reformulated", beta);
        options.centred = centred;
        const theory::Minimum best = theory::reformulated_minimum(to_eigen(s), beta, d);
        const Tensor table =
            torch::mm(v.slice(1, 0, d) * to_tensor(best.scales), test::random_rotation(d, 1));
        expect_minimum({nn::make_loss(options), channel.every_draw(m)}, table, best.loss);
      }
    }
  }
}

TEST_CASE("the spectral contrastive loss has its minimum -sum s_i^2 at scales sigma_i") {
  const test::SlotChannel channel = test::asymmetric_channel();
  const test::Spectrum exact = test::spectrum_of(channel);
  constexpr std::int64_t d = 3;
  const Tensor s = exact.s.slice(0, 0, d);
  nn::LossOptions options = named("spectral", 0.5);
  options.centred = false;
  const Tensor table = torch::mm(exact.v.slice(1, 0, d) * s.sqrt(), test::random_rotation(d, 2));
  expect_minimum({nn::make_loss(options), channel.every_draw(2)},
                 table,
                 -s.square().sum().item<double>());
}

// The covariances of a batch of B have the divisor B - 1 and are C B / (B - 1) here: with
// k = B / (B - 1) the loss is (2 w / (k d)) L of sqrt(k) f at beta k.
TEST_CASE("VICReg with squared variances has the minimum of the reformulated loss") {
  const test::SlotChannel channel = test::asymmetric_channel();
  const test::Spectrum exact = test::spectrum_of(channel);
  constexpr std::int64_t d = 3;
  constexpr double beta = 0.4;
  nn::LossOptions options = named("vicreg", beta);
  options.vicreg.variance_term = nn::VarianceTerm::squared;
  options.vicreg.variance = beta * options.vicreg.invariance;
  const Tensor draws = channel.every_draw(2);
  const double k = static_cast<double>(draws.size(0)) / static_cast<double>(draws.size(0) - 1);
  const theory::Minimum best =
      theory::reformulated_minimum(to_eigen(exact.s.slice(0, 1)), beta * k, d);
  const Tensor scaled = exact.v.slice(1, 1, d + 1) * to_tensor(best.scales) / std::sqrt(k);
  expect_minimum({nn::make_loss(options), draws},
                 torch::mm(scaled, test::random_rotation(d, 3)),
                 2 * options.vicreg.invariance / (k * d) * best.loss);
}

TEST_CASE("a lone VICReg function under the hinge has scale min(1, mu / (4 lambda (1 - s)))") {
  const test::SlotChannel channel = test::asymmetric_channel();
  const test::Spectrum exact = test::spectrum_of(channel);
  const double s = exact.s[1].item<double>();
  const Tensor draws = channel.every_draw(2);
  const double k = static_cast<double>(draws.size(0)) / static_cast<double>(draws.size(0) - 1);
  nn::LossOptions options = named("vicreg", 1);
  options.vicreg.epsilon = 0;
  options.vicreg.variance = 2 * options.vicreg.invariance * (1 - s);  // c = 1/2 without the k
  const double lambda = options.vicreg.invariance, mu = options.vicreg.variance;
  const double c = mu * std::sqrt(k) / (4 * lambda * (1 - s));
  CHECK(std::abs(c - 0.5) <= 1e-2);
  const double value = 2 * lambda * (1 - s) * c * c + mu * (1 - std::sqrt(k) * c);
  expect_minimum({nn::make_loss(options), draws}, c * exact.v.slice(1, 1, 2), value);
}

namespace {

// min over m_1 + m_2 = 2 of 2 [(1 - c)^2 - lambda c^2] + lambda sum m_k^2 s_k^2 with
// c = (m_1 s_1 + m_2 s_2) / 2, quadratic in m_1.
struct BarlowMinimum {
  double m1, value;
};
BarlowMinimum barlow_minimum(double s1, double s2, double lambda) {
  const auto objective = [&](double m) {
    const double c = (m * s1 + (2 - m) * s2) / 2;
    return 2 * ((1 - c) * (1 - c) - lambda * c * c) +
           lambda * (m * m * s1 * s1 + (2 - m) * (2 - m) * s2 * s2);
  };
  const double curvature = objective(2) - 2 * objective(1) + objective(0);
  const double m1 = 1 - (objective(2) - objective(0)) / (2 * curvature);
  return {m1, objective(m1)};
}

void expect_barlow_minimum(nn::BarlowForm form, std::int64_t m) {
  const test::SlotChannel channel = test::asymmetric_channel();
  const test::Spectrum exact = test::spectrum_of(channel);
  const double share = form == nn::BarlowForm::view_mean ? 1.0 / static_cast<double>(m) : 0;
  const Tensor s = share + (1 - share) * exact.s;
  nn::LossOptions options = named("barlow-twins", 0.6);
  options.barlow_twins.form = form;
  options.barlow_twins.epsilon = 0;
  const BarlowMinimum best =
      barlow_minimum(s[1].item<double>(), s[2].item<double>(), *options.beta);
  REQUIRE((best.m1 > 0 && best.m1 < 2));
  // Two functions of unit variance, each half of mode 1 and half of mode 2: a Hadamard matrix.
  const Tensor scales = torch::tensor({best.m1 / 2, 1 - best.m1 / 2}, torch::kDouble).sqrt();
  const Tensor hadamard = torch::tensor({1.0, 1.0, 1.0, -1.0}, torch::kDouble).reshape({2, 2});
  const Tensor table = torch::mm(exact.v.slice(1, 1, 3) * scales, hadamard);
  expect_minimum({nn::make_loss(options), channel.every_draw(m)}, table, best.value);
}

}  // namespace

TEST_CASE("Barlow Twins has the minimum of its quadratic programme") {
  expect_barlow_minimum(nn::BarlowForm::pairs, 2);
  expect_barlow_minimum(nn::BarlowForm::pairs, 3);
}

TEST_CASE("Barlow Twins against the view mean is the same on the spectrum 1/m + (1 - 1/m) s") {
  expect_barlow_minimum(nn::BarlowForm::view_mean, 2);
  expect_barlow_minimum(nn::BarlowForm::view_mean, 3);
}

TEST_CASE("the literal loss has its predicted minimum on a self-adjoint channel") {
  // The chain T*T, to an original and back to a view, is self-adjoint and positive.
  const test::SlotChannel channel = test::asymmetric_channel();
  const test::Spectrum exact = test::spectrum_of(channel);
  const Tensor p = channel.p(), rho = p.mean(0);
  const Tensor chain = torch::mm(p.t(), p) / (rho.unsqueeze(1) * static_cast<double>(p.size(0)));
  Eigen::MatrixXd dense(5, 5);
  for (int i = 0; i < 5; ++i) dense.row(i) = to_eigen(chain[i]).transpose();
  for (const bool centred : {false, true}) {
    const std::int64_t first = centred ? 1 : 0;
    constexpr std::int64_t d = 3;
    constexpr double beta = 0.1;
    INFO("centred " << centred);
    const nn::Loss loss =
        nn::make_literal_loss(kernel::FiniteChannel(dense, to_eigen(rho)), beta, centred);
    const theory::Minimum best =
        theory::literal_minimum(to_eigen(exact.s.slice(0, first)), beta, d);
    CHECK(best.effective_dim < d + (centred ? 0 : 1));
    const Tensor scaled = exact.v.slice(1, first, first + d) * to_tensor(best.scales);
    const Tensor every_state = torch::arange(5).reshape({5, 1});
    expect_minimum({loss, every_state}, torch::mm(scaled, test::random_rotation(d, 4)), best.loss);
  }
}
