#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/chart.hpp"

// Series out of points that are found one by one.
namespace eigenviews::apps {

/// Points of one series, in the order of adding. Those that are not finite, or cannot be drawn on a
/// logarithmic axis (log_x, log_y), are left out.
class Points {
 public:
  explicit Points(bool log_x = false, bool log_y = false) : log_x_(log_x), log_y_(log_y) {}

  void add(double x, double y, double error = 0);
  [[nodiscard]] bool empty() const { return x_.empty(); }

  /// Appended to a chart, with or without a line through the points; nothing where there are none.
  void draw(report::Chart& chart, int colour, const std::string& legend, report::Mark mark) const;

 private:
  bool log_x_, log_y_;
  std::vector<double> x_, y_, error_;
};

/// The chart, or an empty text where it has no series.
[[nodiscard]] std::string svg_or_nothing(const report::Chart& chart);

}  // namespace eigenviews::apps
