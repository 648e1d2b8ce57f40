#include "solver/power_law.hpp"

#include <cmath>

#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::VectorXd;
using test::expect_refusal;

namespace {

VectorXd power_law(Index count, double alpha) {
  return VectorXd::LinSpaced(count, 1, static_cast<double>(count)).array().pow(-alpha);
}

// The feature spectrum of the closed form, 1 - (1 - s) / (2 beta).
VectorXd feature_spectrum(const VectorXd& s, double beta) {
  return 1 - (1 - s.array()) / (2 * beta);
}

}  // namespace

TEST_CASE("a power law gives its exponent and factor back, under both weights") {
  for (const RankWeight weight : {RankWeight::uniform, RankWeight::inverse_rank}) {
    const PowerLaw fit = fit_power_law(7 * power_law(200, 1.5), {.weight = weight});
    CHECK(fit.alpha == Approx(1.5).epsilon(1e-12));
    CHECK(fit.log_c == Approx(std::log(7)).epsilon(1e-12));
    CHECK(fit.r_squared == Approx(1).epsilon(1e-12));
    CHECK(fit.count == 98);  // ranks 3 to 100
  }
}

TEST_CASE("the exponent of features is that of the operator at beta = 1/2 only") {
  const VectorXd s = power_law(200, 1.5);
  const auto alpha = [&](double beta) { return fit_power_law(feature_spectrum(s, beta)).alpha; };
  CHECK(alpha(0.5) == Approx(1.5).epsilon(1e-10));
  CHECK(std::abs(alpha(0.6) - 0.10) <= 0.005);
  CHECK(std::abs(alpha(1) - 0.023) <= 0.0005);
  CHECK(std::abs(alpha(5) - 0.003) <= 0.0005);
}

TEST_CASE("a fit by hand: three points, log2 l = 0, -1, -3 at ranks 1, 2, 4") {
  // log2 rank = 0, 1, 2 needs rank 3 as well: choose it on the line through ranks 2 and 4.
  const VectorXd l{{1, 0.5, std::exp2(-1 - 2 * std::log2(1.5)), 0.125}};
  const PowerLaw fit = fit_power_law(l, {.first_rank = 2, .last_rank = 4});
  CHECK(fit.alpha == Approx(2).epsilon(1e-14));
  CHECK(fit.log_c == Approx(std::log(2)).epsilon(1e-14));
  CHECK(fit.count == 3);
  const PowerLaw two = fit_power_law(l, {.first_rank = 1, .last_rank = 2});
  CHECK(two.alpha == Approx(1).epsilon(1e-14));
  CHECK(two.count == 2);
}

TEST_CASE("weights 1/rank minimise the weighted squares") {
  VectorXd l = power_law(60, 1);
  for (Index i = 0; i < l.size(); ++i) l[i] *= 1 + 0.3 * std::cos(3.0 * static_cast<double>(i));
  std::sort(l.begin(), l.end(), std::greater<>());
  const PowerLaw fit =
      fit_power_law(l, {.first_rank = 3, .last_rank = 50, .weight = RankWeight::inverse_rank});
  const auto loss = [&](double alpha, double log_c) {
    double sum = 0;
    for (Index rank = 3; rank <= 50; ++rank) {
      const auto i = static_cast<double>(rank);
      const double error = std::log(l[rank - 1]) - log_c + alpha * std::log(i);
      sum += error * error / i;
    }
    return sum;
  };
  const double best = loss(fit.alpha, fit.log_c);
  for (const double step : {-1e-4, 1e-4}) {
    CHECK(loss(fit.alpha + step, fit.log_c) > best);
    CHECK(loss(fit.alpha, fit.log_c + step) > best);
  }
  CHECK(fit.r_squared < 1);
  CHECK(fit.alpha != Approx(fit_power_law(l, {.last_rank = 50}).alpha).epsilon(1e-6));
}

TEST_CASE("zeros and rounding end the range, and too few ranks are said, not fitted") {
  VectorXd l = VectorXd::Zero(64);
  l.head(6) = power_law(6, 1);
  l[6] = 1e-15;  // below 64 eps = 1.4e-14
  const PowerLaw fit = fit_power_law(l);
  CHECK(fit.count == 4);  // ranks 3 to 6
  CHECK(fit.alpha == Approx(1).epsilon(1e-13));
  const PowerLaw short_one = fit_power_law(power_law(3, 1));
  CHECK(short_one.count == 1);
  CHECK(std::isnan(short_one.alpha));
  CHECK(fit_power_law(VectorXd::Zero(5)).count == 0);
  CHECK(std::isnan(fit_power_law(VectorXd::Zero(5)).log_c));
  const PowerLaw flat = fit_power_law(VectorXd::Ones(8));
  CHECK(flat.alpha == 0);
  CHECK(std::isnan(flat.r_squared));
}

TEST_CASE("power-law fits refuse disorder, NaN, nothing and impossible ranks") {
  expect_refusal([] { (void)fit_power_law(VectorXd{{1, 2}}); }, {"descending order", "1 before 2"});
  expect_refusal([] { (void)fit_power_law(VectorXd{{1, std::nan("")}}); }, {"finite", "nan"});
  expect_refusal([] { (void)fit_power_law(VectorXd()); }, {"at least one eigenvalue"});
  const VectorXd l = power_law(9, 1);
  for (const auto& [first, last] : {std::pair<Index, Index>{0, 5}, {5, 5}, {6, 5}}) {
    expect_refusal(
        [&, a = first, b = last] { (void)fit_power_law(l, {.first_rank = a, .last_rank = b}); },
        {"fit_power_law", "1 <= first < last", std::to_string(first)});
  }
}
