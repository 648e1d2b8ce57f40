#include "report/ticks.hpp"

#include <cmath>
#include <limits>

#include "support/expect.hpp"

namespace eigenviews::test {

using report::linear_ticks;
using report::log_ticks;
using report::Tick;

namespace {

using Labels = std::vector<std::string>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Labels labels(const std::vector<Tick>& ticks) {
  Labels all;
  for (const Tick& tick : ticks) {
    if (!tick.label.empty()) all.push_back(tick.label);
  }
  return all;
}

}  // namespace

TEST_CASE("linear ticks are the multiples of 1, 2 or 5 that fit") {
  CHECK(labels(linear_ticks(0, 1, 5, false)) == Labels{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(labels(linear_ticks(-1, 1, 4, false)) == Labels{"-1.0", "-0.5", "0.0", "0.5", "1.0"});
  CHECK(labels(linear_ticks(0.03, 0.21, 4, false)) == Labels{"0.05", "0.10", "0.15", "0.20"});
  CHECK(labels(linear_ticks(0, 30, 3, false)) == Labels{"0", "10", "20", "30"});
  CHECK(labels(linear_ticks(-7, 7, 1, false)) == Labels{"0"});
  CHECK(labels(linear_ticks(0, 3, 10, true)) == Labels{"0", "1", "2", "3"});
  CHECK(labels(linear_ticks(0.2, 0.8, 10, true)).empty());
  CHECK(labels(linear_ticks(-0.4, 18.5, 10, true)) ==
        Labels{"0", "2", "4", "6", "8", "10", "12", "14", "16", "18"});
  CHECK(linear_ticks(0, 1, 10, false)[3].value == 0.3);  // not 3 * 0.1
}

TEST_CASE("labels of large, small and close numbers stay short") {
  CHECK(labels(linear_ticks(0, 300000, 3, false)) == Labels{"0", "1·10⁵", "2·10⁵", "3·10⁵"});
  CHECK(labels(linear_ticks(0, 2e-5, 2, false)) == Labels{"0", "1·10⁻⁵", "2·10⁻⁵"});
  CHECK(labels(linear_ticks(1, 1.0001, 2, false)) == Labels{"1.00000", "1.00005", "1.00010"});
  CHECK(labels(linear_ticks(0, 1e-280, 1, false)) == Labels{"0", "1·10⁻²⁸⁰"});
  CHECK(labels(linear_ticks(-1e300, 1e300, 2, false)) == Labels{"-1·10³⁰⁰", "0", "1·10³⁰⁰"});
}

TEST_CASE("ticks lie within the axis, ascend, and are about as many as wanted") {
  for (const double low : {-3e5, -1.0, 0.0, 1e-7, 0.37, 1.0, 123.4}) {
    for (const double range : {1e-4, 0.02, 1.0, 7.3, 4e6}) {
      for (const int target : {1, 2, 5, 9}) {
        const auto ticks = linear_ticks(low, low + range, target, false);
        INFO(low << " + " << range << ", " << target);
        CHECK(ticks.size() <= static_cast<std::size_t>(target) + 1);
        CHECK(2.5 * static_cast<double>(ticks.size() + 1) >= target);
        for (std::size_t i = 0; i < ticks.size(); ++i) {
          CHECK(ticks[i].value >= low - 1e-8 * range);
          CHECK(ticks[i].value <= low + range * (1 + 1e-8));
          if (i > 0) CHECK(ticks[i].value > ticks[i - 1].value);
        }
      }
    }
  }
}

TEST_CASE("an axis without a range has no ticks: refused, never an endless loop") {
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{{1, 1},
                                                                        {2, 1},
                                                                        {nan, 1},
                                                                        {0, nan},
                                                                        {0, infinity},
                                                                        {-1.7e308, 1.7e308}}) {
    expect_refusal([&] { (void)linear_ticks(low, high, 5, false); }, {"ticks", "low < high"});
    expect_refusal([&] { (void)log_ticks(low, high, 5); }, {"ticks", "low < high"});
  }
  expect_refusal([] { (void)linear_ticks(0, 1, 0, false); }, {"target 0"});
  expect_refusal([] { (void)linear_ticks(1, std::nextafter(1.0, 2.0), 5, false); },
                 {"linear_ticks", "1e-12"});
  expect_refusal([] { (void)linear_ticks(1e17, 1e17 + 16, 5, false); }, {"linear_ticks", "1e-12"});
  expect_refusal([] { (void)linear_ticks(0, 1e-300, 5, false); }, {"linear_ticks", "1e-290"});
  expect_refusal([] { (void)log_ticks(0, 1, 5); }, {"log_ticks", "low > 0", "received 0"});
  expect_refusal([] { (void)log_ticks(-1, 1, 5); }, {"log_ticks", "low > 0", "received -1"});
}

TEST_CASE("logarithmic ticks are powers of ten, with 2 and 5 below two decades") {
  CHECK(labels(log_ticks(0.01, 1, 5)) == Labels{"0.01", "0.1", "1"});
  CHECK(labels(log_ticks(0.05, 1, 5)) == Labels{"0.05", "0.1", "0.2", "0.5", "1"});
  CHECK(labels(log_ticks(1e-5, 2e-3, 9)) == Labels{"10⁻⁵", "10⁻⁴", "10⁻³"});
  CHECK(labels(log_ticks(1e-12, 1, 6)) ==
        Labels{"10⁻¹²", "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"});
  CHECK(labels(log_ticks(3e-6, 4e-5, 5)) == Labels{"5·10⁻⁶", "10⁻⁵", "2·10⁻⁵"});
  CHECK(log_ticks(1, 100, 5).size() == 19);  // 1 .. 9, 10 .. 90, 100
}

TEST_CASE("a logarithmic axis too short for two powers has linear ticks") {
  CHECK(labels(log_ticks(0.31, 0.39, 4)) == Labels{"0.32", "0.34", "0.36", "0.38"});
}

TEST_CASE("logarithmic ticks reach the ends of the doubles") {
  const auto ticks =
      log_ticks(std::numeric_limits<double>::min(), std::numeric_limits<double>::max(), 8);
  CHECK(ticks.size() >= 4);
  CHECK(ticks.size() <= 10);
  for (const Tick& tick : ticks) CHECK((tick.value > 0 && std::isfinite(tick.value)));
}

}  // namespace eigenviews::test
