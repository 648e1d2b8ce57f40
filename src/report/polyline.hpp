#pragma once

#include <string>
#include <vector>

namespace eigenviews::report {

/// A point of a graph: position and value, or pixels.
struct Point {
  double x = 0;
  double y = 0;
};

/// "Mx yLx y..." through all points.
[[nodiscard]] std::string polyline(const std::vector<Point>& points);

/// The points with those added where the segment between two neighbours crosses y = 0.
[[nodiscard]] std::vector<Point> with_crossings(const std::vector<Point>& points);

/// Angles that step by at most 4 degrees, the values linear in between: segments longer than that
/// would leave the circle visibly.
[[nodiscard]] std::vector<Point> with_arcs(const std::vector<Point>& points);

}  // namespace eigenviews::report
