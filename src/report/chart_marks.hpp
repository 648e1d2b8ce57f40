#pragma once

#include <string>

#include "report/chart.hpp"
#include "report/chart_scale.hpp"

// What a chart draws between its axes. A Series is valid here: sizes fit, numbers are finite.
namespace eigenviews::report {

constexpr double dot_radius = 3.4;
constexpr double circle_radius = 5.6;

/// Half the length of the error bar of point i; 0 where the series has none.
[[nodiscard]] double error_of(const Series& series, Eigen::Index i);

/// Point i of a series at this pixel, or its sample in the legend.
[[nodiscard]] std::string mark_svg(const Series& series, Eigen::Index i, double x, double y);

/// All marks of a series.
///
/// @param bar_spacing  the distance between neighbouring bars, as a difference of x; a bar takes
///                     80 % of it.
[[nodiscard]] std::string series_svg(const Series& series,
                                     const Scale& x,
                                     const Scale& y,
                                     double bar_spacing);

/// The pixel just above the mark and the error bar of point i.
[[nodiscard]] double top_of_mark(const Series& series, Eigen::Index i, const Scale& y);

}  // namespace eigenviews::report
