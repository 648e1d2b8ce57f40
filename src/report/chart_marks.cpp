#include "report/chart_marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "report/svg.hpp"
#include "report/text.hpp"

namespace eigenviews::report {
namespace {

using Eigen::Index;

Role series_role(const Series& series, Index i) {
  constexpr std::array roles = {Role::series_0, Role::series_1, Role::series_2, Role::series_3};
  if (series.colour.empty()) return roles[0];
  const auto place = series.colour.size() == 1 ? 0u : static_cast<std::size_t>(i);
  return roles[static_cast<std::size_t>(series.colour[place])];
}

/// Stands for a value that a logarithmic axis cannot show, at its bottom.
std::string triangle(double x, const Scale& y, Role role) {
  constexpr double height_above_axis = 9;
  return fmt::format("<path d=\"M{} {}h8l-4 7z\"{}/>\n",
                     coordinate(x - 4),
                     coordinate(y.clipped(0) - height_above_axis),
                     paint(role));
}

std::string error_bar(const Series& series, Index i, double x, const Scale& y) {
  const double error = error_of(series, i);
  if (error == 0 || y.is_below(series.y(i))) return {};
  const double low = y.clipped(series.y(i) - error);
  const double high = y.clipped(series.y(i) + error);
  if (low - high < 1) return {};  // below a pixel, behind the dot
  return fmt::format("<path d=\"M{0} {2}h6m-3 0V{3}m-3 0h6\"{1} stroke-width=\"1.3\"/>\n",
                     coordinate(x - 3),
                     paint({}, series_role(series, i)),
                     coordinate(low),
                     coordinate(high));
}

std::string points_svg(const Series& series, const Scale& x, const Scale& y) {
  std::string svg;
  for (Index i = 0; i < series.x.size(); ++i) svg += error_bar(series, i, x(series.x(i)), y);
  for (Index i = 0; i < series.x.size(); ++i) {
    const double place = x(series.x(i));
    svg += y.is_below(series.y(i)) ? triangle(place, y, series_role(series, i))
                                   : mark_svg(series, i, place, y(series.y(i)));
  }
  return svg;
}

std::string line_svg(const Series& series, const Scale& x, const Scale& y) {
  std::string path;
  bool drawing = false;
  for (Index i = 0; i < series.x.size(); ++i) {
    const bool visible = !y.is_below(series.y(i));
    if (visible) {
      path += fmt::format("{}{} {}",
                          drawing ? 'L' : 'M',
                          coordinate(x(series.x(i))),
                          coordinate(y(series.y(i))));
    }
    drawing = visible;
  }
  return fmt::format("<path d=\"{}\"{} stroke-width=\"2\" stroke-linejoin=\"round\"/>\n",
                     path,
                     paint({}, series_role(series, 0)));
}

std::string bars_svg(const Series& series, const Scale& x, const Scale& y, double spacing) {
  const double base = y.clipped(0);
  std::string svg;
  for (Index i = 0; i < series.x.size(); ++i) {
    const double left = x(series.x(i) - 0.4 * spacing);
    const double right = x(series.x(i) + 0.4 * spacing);
    const double end = y.clipped(series.y(i));
    svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>\n",
                       coordinate(left),
                       coordinate(std::min(base, end)),
                       coordinate(right - left),
                       coordinate(std::abs(base - end)),
                       paint(series_role(series, i)));
  }
  return svg;
}

}  // namespace

double error_of(const Series& series, Index i) {
  return series.error.size() == 0 ? 0.0 : series.error(i);
}

std::string mark_svg(const Series& series, Index i, double x, double y) {
  const Role role = series_role(series, i);
  if (series.mark == Mark::line) return svg_line(x - 8, y, x + 8, y, role, 2);
  if (series.mark == Mark::bars) {
    return fmt::format("<rect x=\"{}\" y=\"{}\" width=\"10\" height=\"10\"{}/>\n",
                       coordinate(x - 5),
                       coordinate(y - 5),
                       paint(role));
  }
  const bool open = series.mark == Mark::circles;
  return fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>\n",
                     coordinate(x),
                     coordinate(y),
                     coordinate(open ? circle_radius : dot_radius),
                     open ? paint({}, role) + " stroke-width=\"1.2\"" : paint(role));
}

std::string series_svg(const Series& series, const Scale& x, const Scale& y, double bar_spacing) {
  if (series.mark == Mark::line) return line_svg(series, x, y);
  if (series.mark == Mark::bars) return bars_svg(series, x, y, bar_spacing);
  return points_svg(series, x, y);
}

double top_of_mark(const Series& series, Index i, const Scale& y) {
  const double radius = series.mark == Mark::circles ? circle_radius : dot_radius;
  return std::min(y.clipped(series.y(i) + error_of(series, i)), y.clipped(series.y(i)) - radius);
}

}  // namespace eigenviews::report
