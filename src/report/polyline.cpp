#include "report/polyline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "report/text.hpp"

namespace eigenviews::report {

std::string polyline(const std::vector<Point>& points) {
  std::string path;
  for (const Point& p : points) {
    path += fmt::format("{}{} {}", path.empty() ? 'M' : 'L', coordinate(p.x), coordinate(p.y));
  }
  return path;
}

std::vector<Point> with_crossings(const std::vector<Point>& points) {
  std::vector<Point> all;
  for (const Point& p : points) {
    if (!all.empty() && all.back().y * p.y < 0) {
      const Point& last = all.back();
      const double share = last.y / (last.y - p.y);
      all.push_back({last.x + share * (p.x - last.x), 0.0});
    }
    all.push_back(p);
  }
  return all;
}

std::vector<Point> with_arcs(const std::vector<Point>& points) {
  constexpr double longest = std::numbers::pi / 45;
  std::vector<Point> all;
  for (const Point& p : points) {
    const Point last = all.empty() ? p : all.back();
    const int pieces = std::max(1, static_cast<int>(std::ceil((p.x - last.x) / longest)));
    for (int i = 1; i <= pieces; ++i) {
      const double share = static_cast<double>(i) / pieces;
      all.push_back({last.x + share * (p.x - last.x), last.y + share * (p.y - last.y)});
    }
  }
  return all;
}

}  // namespace eigenviews::report
