#include "validation/statistics.hpp"

#include <cmath>
#include <set>

#include "support/catch.hpp"
#include "support/refusal.hpp"
#include "validation/random_channels.hpp"

using namespace eigenviews;
using namespace eigenviews::validation;

TEST_CASE("the standard error of a mean is that of the definition") {
  Eigen::VectorXd values(30);
  values << Eigen::VectorXd::Constant(15, 1), Eigen::VectorXd::Constant(15, 3);
  const Estimate result = estimate(values);
  CHECK(std::abs(result.mean - 2) <= 1e-15);
  CHECK(std::abs(result.standard_error - std::sqrt(30.0 / (30 * 29))) <= 1e-15);
}

TEST_CASE("false alarms are two-sided tails of Student's distribution") {
  // Tabulated: P(|t_29| > 2.045) = 0.05, P(|t_60| > 3.460) = 0.001; 4.5 normal ones, 6.795e-6.
  CHECK(std::abs(false_alarm(2.045230, 30, 1) - 0.05) <= 1e-6);
  CHECK(std::abs(false_alarm(3.460200, 61, 1) - 0.001) <= 1e-6);
  CHECK(std::abs(false_alarm(4.5, 100000000, 1) - 6.795e-6) <= 1e-8);
  CHECK(std::abs(false_alarm(2.045230, 30, 7) - 7 * 0.05) <= 1e-5);
}

TEST_CASE("standard_errors inverts false_alarm") {
  for (const double chance : {1e-1, 1e-3, 1e-7}) {
    for (const Index repeats : {30, 1000}) {
      const double k = standard_errors(chance, repeats, 12);
      CHECK(std::abs(false_alarm(k, repeats, 12) / chance - 1) <= 1e-9);
    }
  }
}

TEST_CASE("true means pass as often as promised") {
  constexpr Index trials = 4000, repeats = 30;
  const double k = standard_errors(0.1, repeats, 1);
  Index misses = 0;
  for (Index i = 0; i < trials; ++i) {
    const Estimate mean = estimate(random_matrix(repeats, 1, repeat_seed(1, i)).col(0));
    if (std::abs(mean.mean) > k * mean.standard_error) ++misses;
  }
  // 400 expected, standard deviation 19: five of them on each side.
  CHECK(std::abs(static_cast<double>(misses) - 400) <= 95);
}

TEST_CASE("every repeat of every seed has its own stream") {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    for (Index repeat = 0; repeat < 100; ++repeat) seeds.insert(repeat_seed(seed, repeat));
  }
  CHECK(seeds.size() == 10000);
}

TEST_CASE("statistics refuse what they cannot judge") {
  using test::expect_refusal;
  Eigen::VectorXd values = Eigen::VectorXd::Zero(30);
  expect_refusal([&] { (void)estimate(values.head(29)); }, {"estimate", ">= 30", "29"});
  values[3] = std::nan("");
  expect_refusal([&] { (void)estimate(values); }, {"estimate", "finite"});
  expect_refusal([] { (void)false_alarm(-1, 30, 1); }, {"false_alarm", "k", "-1"});
  expect_refusal([] { (void)false_alarm(std::nan(""), 30, 1); }, {"false_alarm", "k", "nan"});
  expect_refusal([] { (void)false_alarm(4, 29, 1); }, {"false_alarm", "repeats", "29"});
  expect_refusal([] { (void)false_alarm(4, 30, 0); }, {"false_alarm", "comparisons", "0"});
  expect_refusal([] { (void)standard_errors(0, 30, 1); }, {"standard_errors", "chance", "0"});
  expect_refusal([] { (void)standard_errors(1, 30, 1); }, {"standard_errors", "chance", "1"});
  expect_refusal([] { (void)standard_errors(0.1, 3, 1); }, {"standard_errors", "repeats", "3"});
}
