#include "report/chart_scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"

namespace eigenviews::report {
namespace {

/// What is added at both ends of an axis that is too short: half the value, or 1 around zero; a
/// factor of 3 on a logarithmic axis.
double widening(double value, bool log10) {
  if (log10) return std::log10(3.0);
  return std::abs(value) >= Scale::shortest ? 0.5 * std::abs(value) : 1.0;
}

}  // namespace

Scale::Scale(const Axis& axis,
             double low,
             double high,
             double pixel_low,
             double pixel_high,
             double inset_low,
             double inset_high)
    : log10_(axis.log10),
      integers_(axis.integers),
      floor_(low),
      pixel_low_(pixel_low),
      pixel_high_(pixel_high) {
  if (!(low <= high) || (log10_ && !(low > 0))) {
    core::reject("chart_svg",
                 log10_ ? "a logarithmic axis needs a positive value" : "an axis needs low <= high",
                 fmt::format("[{}, {}]", low, high));
  }
  low_ = transformed(low);
  high_ = transformed(high);
  const double largest = std::max(std::abs(low), std::abs(high));
  const double needed =
      log10_ ? shortest_relative : std::max(shortest_relative * largest, shortest);
  if (!(high_ - low_ >= needed)) {
    const double half = widening(largest, log10_);
    low_ -= half;
    high_ += half;
  }
  const double inner = std::abs(pixel_high - pixel_low) - inset_low - inset_high;
  const double unit = (high_ - low_) / inner;  // transformed units a pixel
  low_ -= unit * inset_low;
  high_ += unit * inset_high;
}

double Scale::transformed(double value) const { return log10_ ? std::log10(value) : value; }

double Scale::operator()(double value) const {
  return pixel_low_ + (transformed(value) - low_) / (high_ - low_) * (pixel_high_ - pixel_low_);
}

double Scale::clipped(double value) const {
  if (log10_ && !(value > 0)) return pixel_low_;
  const auto [first, last] = std::minmax(pixel_low_, pixel_high_);
  return std::clamp((*this)(value), first, last);
}

bool Scale::is_below(double value) const { return log10_ && !(value >= floor_); }

std::vector<Tick> Scale::ticks(int target) const {
  if (log10_) {
    using Limits = std::numeric_limits<double>;  // the insets may lead beyond them
    return log_ticks(std::max(std::pow(10.0, low_), Limits::min()),
                     std::min(std::pow(10.0, high_), Limits::max()),
                     target);
  }
  return linear_ticks(low_, high_, target, integers_);
}

}  // namespace eigenviews::report
