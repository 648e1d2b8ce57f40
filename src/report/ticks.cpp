#include "report/ticks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/errors.hpp"

namespace eigenviews::report {
namespace {

/// A tick may lie outside the axis by this part of a step: rounding of low / step.
constexpr double slack = 1e-9;

std::string superscript(int number) {
  constexpr std::string_view digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text;
  for (const char c : std::to_string(number)) {
    text += c == '-' ? std::string_view("⁻") : digits[c - '0'];
  }
  return text;
}

double power_of_ten(int exponent) { return std::pow(10.0, exponent); }

/// mantissa * 10^exponent as the double nearest to the decimal number (10^-n is not exact).
double decimal(double mantissa, int exponent) {
  return exponent < 0 ? mantissa / power_of_ten(-exponent) : mantissa * power_of_ten(exponent);
}

/// Ranges whose ticks are normal doubles, and whose multiples of a step are exact integers.
constexpr double smallest_range = 1e-290;
constexpr double smallest_relative_range = 1e-12;

void validate(double low, double high, int target) {
  if (!(low < high) || !std::isfinite(high - low) || target < 1) {
    core::reject("ticks",
                 "an axis needs low < high, both finite, and a target >= 1",
                 fmt::format("[{}, {}], target {}", low, high, target));
  }
}

void validate_linear(double low, double high, int target) {
  validate(low, high, target);
  const double largest = std::max(std::abs(low), std::abs(high));
  if (!(high - low >= std::max(smallest_range, smallest_relative_range * largest))) {
    core::reject("linear_ticks",
                 "the ends of an axis must differ by 1e-12 of the larger and by 1e-290",
                 fmt::format("[{}, {}]", low, high));
  }
}

struct Step {
  int mantissa = 1;  // 1, 2 or 5
  int exponent = 0;
  [[nodiscard]] double value() const { return decimal(mantissa, exponent); }
};

/// The smallest step that gives at most `target` intervals.
Step nice_step(double range, int target, bool integers) {
  const double wanted = range / target;
  if (integers && wanted <= 1) return {};
  const int exponent = static_cast<int>(std::floor(std::log10(wanted)));
  for (const int mantissa : {1, 2, 5}) {
    const Step step{mantissa, exponent};
    if (step.value() >= wanted * (1 - slack)) return step;
  }
  return {1, exponent + 1};
}

/// 20000 with exponent 4 is "2·10⁴".
std::string scientific(double value, int exponent, int decimals) {
  if (value == 0) return "0";
  return fmt::format("{:.{}f}·10{}",
                     value / power_of_ten(exponent),
                     decimals,
                     superscript(exponent));
}

}  // namespace

std::vector<Tick> linear_ticks(double low, double high, int target, bool integers) {
  validate_linear(low, high, target);
  const Step step = nice_step(high - low, target, integers);
  const double largest = std::max(std::abs(low), std::abs(high));
  const bool plain = largest < 1e5 && (step.exponent >= -4 || largest >= 0.01);
  const int top_exponent = static_cast<int>(std::floor(std::log10(largest)));

  std::vector<Tick> ticks;
  const double first = std::ceil(low / step.value() - slack);
  const double last = std::floor(high / step.value() + slack);
  for (double i = first; i <= last; ++i) {
    const double value = decimal(i * step.mantissa, step.exponent) + 0.0;  // no -0
    ticks.push_back({value,
                     plain ? fmt::format("{:.{}f}", value, std::max(0, -step.exponent))
                           : scientific(value, top_exponent, top_exponent - step.exponent)});
  }
  return ticks;
}

std::vector<Tick> log_ticks(double low, double high, int target) {
  validate(low, high, target);
  if (!(low > 0)) core::reject("log_ticks", "a logarithmic axis needs low > 0", low);
  const double low_power = std::log10(low);
  const double high_power = std::log10(high);
  const bool few_decades = high_power - low_power < 2;
  const int first = static_cast<int>(std::floor(low_power));
  const int last = static_cast<int>(std::floor(high_power + slack));
  const int stride = std::max(1, (last - first + target - 1) / target);
  const bool plain = first >= -3 && last <= 3;

  std::vector<Tick> ticks;
  std::size_t labels = 0;
  for (int exponent = first; exponent <= last; ++exponent) {
    for (int mantissa = 1; mantissa <= 9; ++mantissa) {
      if (stride > 1 && (mantissa > 1 || exponent % stride != 0)) continue;
      const double value = decimal(mantissa, exponent);
      if (value < low * (1 - slack) || value > high * (1 + slack)) continue;
      Tick tick{value, {}};
      if (mantissa == 1 || (few_decades && (mantissa == 2 || mantissa == 5))) {
        tick.label = plain           ? fmt::format("{:g}", value)
                     : mantissa == 1 ? "10" + superscript(exponent)
                                     : fmt::format("{}·10{}", mantissa, superscript(exponent));
        ++labels;
      }
      ticks.push_back(tick);
    }
  }
  return labels >= 2 ? ticks : linear_ticks(low, high, target, /*integers=*/false);
}

}  // namespace eigenviews::report
