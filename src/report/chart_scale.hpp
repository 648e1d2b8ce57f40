#pragma once

#include <vector>

#include "report/chart.hpp"
#include "report/ticks.hpp"

namespace eigenviews::report {

/// The map from the values of one axis to pixels, linear in the value or in its logarithm.
class Scale {
 public:
  /// A shorter axis is widened. Relative to its larger end (on a logarithmic axis: in decades), so
  /// that the labels of its ticks differ within five digits, for which the margin has room.
  static constexpr double shortest_relative = 1e-4;
  /// A linear one also below this: see linear_ticks.
  static constexpr double shortest = 1e-289;

  /// Puts `low` at pixel_low + inset_low and `high` at pixel_high - inset_high, both insets
  /// measured towards the inside.
  /// @throws core::InputError  not low <= high, or on a logarithmic axis not 0 < low.
  Scale(const Axis& axis,
        double low,
        double high,
        double pixel_low,
        double pixel_high,
        double inset_low,
        double inset_high);

  /// The pixel of a value; on a logarithmic axis only of values > 0.
  [[nodiscard]] double operator()(double value) const;
  /// The pixel clipped to the ends of the axis; a value <= 0 on a logarithmic axis is at its low
  /// end.
  [[nodiscard]] double clipped(double value) const;
  /// A logarithmic axis cannot show this value at its place.
  [[nodiscard]] bool is_below(double value) const;
  [[nodiscard]] std::vector<Tick> ticks(int target) const;

 private:
  [[nodiscard]] double transformed(double value) const;

  bool log10_;
  bool integers_;
  double floor_;       // log10: values below are not shown at their place
  double low_, high_;  // ends of the axis, transformed
  double pixel_low_, pixel_high_;
};

}  // namespace eigenviews::report
