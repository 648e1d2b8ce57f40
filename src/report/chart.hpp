#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

namespace eigenviews::report {

/// One axis of a chart.
struct Axis {
  std::string label;
  bool log10 = false;
  bool integers = false;  ///< ticks at whole numbers only.
  /// log10 only: the smallest value shown at its place; without one, the smallest positive value.
  std::optional<double> floor;
};

/// How the points of a series are drawn.
enum class Mark {
  dots,     ///< filled circles, with vertical error bars where `error` is set.
  circles,  ///< open circles.
  line,     ///< straight segments from point to point.
  bars,     ///< vertical bars from 0 (log axis: from the bottom).
};

/// Points (x_i, y_i) drawn in one way.
struct Series {
  Mark mark = Mark::dots;
  Eigen::VectorXd x;
  Eigen::VectorXd y;
  Eigen::VectorXd error;  ///< empty, or half the length of each error bar.
  std::vector<int>
      colour;          ///< empty (colour 0), one for all, or one a point; index into 4 colours.
  std::string legend;  ///< empty: not in the legend.
};

/// A bracket over x in [from, to], just above the highest point there, with a short label.
struct Bracket {
  double from = 0;
  double to = 0;
  std::string label;
};

/// A chart with two axes.
struct Chart {
  std::string title;
  std::string subtitle;
  Axis x;
  Axis y;
  std::vector<Series> series;
  std::vector<Bracket> brackets;
  double width = 760;   ///< in pixels
  double height = 420;  ///< in pixels
};

/// The chart as one SVG element, readable in light and dark, in every viewer.
///
/// On a logarithmic axis a value <= 0, or below `floor`, is drawn as a triangle at the bottom that
/// points down; an error bar is clipped to the plot. Lines end at such values. The same chart gives
/// the same bytes. Labels of brackets that would overlap are left out (the brackets stay).
/// @throws core::InputError  no point at all, x, y, error or colour of different sizes, a number
///                           that is not finite, a negative error, or a log axis without a positive
///                           value.
[[nodiscard]] std::string chart_svg(const Chart& chart);

}  // namespace eigenviews::report
