#include "report/function_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/errors.hpp"
#include "report/colour_map.hpp"
#include "report/png.hpp"
#include "report/polyline.hpp"
#include "report/sphere_map.hpp"
#include "report/svg.hpp"
#include "report/text.hpp"

namespace eigenviews::report {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double width = 200;
constexpr double margin = 8;
constexpr double inner = width - 2 * margin;
constexpr double graph_height = 120;
constexpr double text_size = 11;
constexpr double range_bar_height = 32;  // the strip of colours and its labels
constexpr Index max_bars = 200;
constexpr double kept_weight = 1e-2;  // points with weight < kept_weight * largest are left out

std::string shape(std::string_view path, Role role) {
  return fmt::format("<path d=\"{}\" fill-rule=\"evenodd\"{}/>\n", path, paint(role));
}

std::string stroke(std::string_view path, Role role, double stroke_width) {
  return fmt::format("<path d=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{}/>\n",
                     path,
                     coordinate(stroke_width),
                     paint({}, role));
}

/// The area between y = 0 and the part of the graph above it (sign 1) or below it (sign -1).
/// `map` turns (x, y) into pixels.
template <class Map>
std::string area(const std::vector<Point>& graph, int sign, const Map& map) {
  std::vector<Point> outline;
  for (const Point& p : graph)
    outline.push_back(map({p.x, sign > 0 ? std::max(p.y, 0.0) : std::min(p.y, 0.0)}));
  for (auto p = graph.rbegin(); p != graph.rend(); ++p) outline.push_back(map({p->x, 0.0}));
  return shape(polyline(outline) + "Z", sign > 0 ? Role::positive : Role::negative);
}

std::string minus(const std::string& number) { return "−" + number; }

/// "3" or "−3": with the sign that text_width and the eye expect.
std::string signed_number(double value) {
  return value < 0 ? minus(significant(-value, 3)) : significant(value, 3);
}

/// "-r" and "r" at the ends of a graph's vertical axis, the line y = 0, and what its horizontal
/// axis holds.
std::string graph_frame(double range, const std::string& horizontal) {
  TextStyle style{.role = Role::muted, .size = text_size};
  const double bottom = margin + graph_height + 25;
  std::string svg = svg_line(margin,
                             margin + 12 + graph_height / 2,
                             width - margin,
                             margin + 12 + graph_height / 2,
                             Role::axis);
  svg += svg_text(margin, margin + 8, signed_number(range), style);
  svg += svg_text(margin, bottom, signed_number(-range), style);
  style.anchor = "end";
  return svg + svg_text(width - margin, bottom, horizontal, style);
}

double graph_y(double value, double range) {
  return margin + 12 + graph_height / 2 * (1 - value / range);
}

/// A strip from blue to red with the values of its ends, below a picture that ends at `top`.
std::string range_bar(double top, double range) {
  constexpr Index steps = 65;
  const PixelImage strip =
      diverging_picture(VectorXd::LinSpaced(steps, -1, 1), 1, steps, /*range=*/1);
  constexpr double left = 50;
  constexpr double right = width - 50;
  const double middle = top + 14;
  TextStyle style{.role = Role::muted, .size = text_size};
  std::string svg = svg_image(left, middle - 3, right - left, 6, encode_png(strip));
  svg += svg_text(right + 6, middle + 4, signed_number(range), style);
  style.anchor = "end";
  svg += svg_text(left - 6, middle + 4, signed_number(-range), style);
  return svg;
}

void require_size(const FunctionPicture& picture, const VectorXd& other, std::string_view what) {
  if (other.size() != picture.values.size()) {
    core::reject("function_svg",
                 fmt::format("{} values need as many {}", picture.values.size(), what),
                 other.size(),
                 picture.caption);
  }
  if (!other.allFinite()) {
    core::reject("function_svg",
                 fmt::format("{} must be finite", what),
                 "NaN or infinity",
                 picture.caption);
  }
}

std::string bars_svg(const FunctionPicture& picture, double range) {
  const Index n = picture.values.size();
  const Index columns = std::min(n, max_bars);
  const double step = inner / static_cast<double>(columns);
  const double gap = step > 4 ? 1 : 0;
  const double zero = graph_y(0, range);
  std::string up, down;
  for (Index c = 0; c < columns; ++c) {
    const Index begin = c * n / columns;
    const auto states = picture.values.segment(begin, (c + 1) * n / columns - begin);
    const std::string left = coordinate(margin + step * static_cast<double>(c));
    const auto bar = [&](double end) {
      return fmt::format("M{} {}V{}h{}V{}Z",
                         left,
                         coordinate(zero),
                         coordinate(graph_y(end, range)),
                         coordinate(step - gap),
                         coordinate(zero));
    };
    if (states.maxCoeff() > 0) up += bar(states.maxCoeff());
    if (states.minCoeff() < 0) down += bar(states.minCoeff());
  }
  std::string svg = svg_open(width, graph_height + 40, picture.caption);
  if (!up.empty()) svg += shape(up, Role::positive);
  if (!down.empty()) svg += shape(down, Role::negative);
  return svg + graph_frame(range, fmt::format("{} states", n));
}

std::string line_svg(const FunctionPicture& picture) {
  require_size(picture, picture.x, "positions");
  VectorXd weights = VectorXd::Ones(picture.values.size());
  if (picture.weights.size() != 0) {
    require_size(picture, picture.weights, "weights");
    weights = picture.weights;
    if (weights.minCoeff() < 0) {
      core::reject("function_svg", "weights must be >= 0", weights.minCoeff(), picture.caption);
    }
  }
  std::vector<Point> points;
  double range = 0;
  for (Index i = 0; i < weights.size(); ++i) {
    if (weights(i) < kept_weight * weights.maxCoeff()) continue;
    points.push_back({picture.x(i), picture.values(i)});
    if (points.size() > 1 && !(points.back().x >= points[points.size() - 2].x)) {
      core::reject("function_svg",
                   "positions on a line must ascend",
                   picture.x(i),
                   picture.caption);
    }
    range = std::max(range, std::abs(picture.values(i)));
  }
  if (range == 0) range = 1;
  for (Point& p : points) p.y /= range;  // products and differences then stay finite
  const double first = points.front().x;
  const double length = std::max(points.back().x - first, std::numeric_limits<double>::min());
  const auto map = [&](const Point& p) {
    return Point{margin + (p.x - first) / length * inner, graph_y(p.y, /*range=*/1)};
  };
  const std::vector<Point> graph = with_crossings(points);
  std::vector<Point> pixels;
  for (const Point& p : points) pixels.push_back(map(p));
  return svg_open(width, graph_height + 40, picture.caption) + area(graph, 1, map) +
         area(graph, -1, map) + stroke(polyline(pixels), Role::ink, 1) +
         graph_frame(
             range,
             fmt::format("x from {} to {}", signed_number(first), signed_number(points.back().x)));
}

/// The value is the distance from a circle: outwards above 0, inwards below.
std::string circle_svg(const FunctionPicture& picture, double range) {
  require_size(picture, picture.x, "angles");
  std::vector<Point> points;
  for (Index i = 0; i < picture.values.size(); ++i) {
    const double turns = std::floor(picture.x(i) / (2 * std::numbers::pi));
    points.push_back({picture.x(i) - 2 * std::numbers::pi * turns, picture.values(i) / range});
  }
  std::ranges::sort(points, {}, &Point::x);
  points.push_back({points.front().x + 2 * std::numbers::pi, points.front().y});

  constexpr double radius = 52;
  constexpr double amplitude = 32;
  constexpr double centre_y = margin + radius + amplitude;
  const auto map = [&](const Point& p) {
    const double r = radius + amplitude * p.y;
    return Point{width / 2 + r * std::cos(p.x), centre_y - r * std::sin(p.x)};
  };
  const std::vector<Point> graph = with_arcs(with_crossings(points));
  std::vector<Point> pixels;
  for (const Point& p : graph) pixels.push_back(map(p));
  const double bottom = centre_y + radius + amplitude;
  return svg_open(width, bottom + range_bar_height, picture.caption) + area(graph, 1, map) +
         area(graph, -1, map) +
         fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>\n",
                     coordinate(width / 2),
                     coordinate(centre_y),
                     coordinate(radius),
                     paint({}, Role::axis)) +
         stroke(polyline(pixels), Role::ink, 1) + range_bar(bottom, range);
}

std::string heat_map_svg(const FunctionPicture& picture, double range) {
  const PixelImage image = diverging_picture(picture.values, picture.rows, picture.cols, range);
  // Square cells, unless the picture would be flatter than 24 pixels or taller than twice its
  // width.
  const double square =
      inner * static_cast<double>(picture.rows) / static_cast<double>(picture.cols);
  const double height = std::clamp(square, 24.0, 2 * inner);
  return svg_open(width, margin + height + range_bar_height, picture.caption) +
         svg_image(margin, margin, inner, height, encode_png(image)) +
         fmt::format("<rect x=\"{0}\" y=\"{0}\" width=\"{1}\" height=\"{2}\"{3}/>\n",
                     coordinate(margin),
                     coordinate(inner),
                     coordinate(height),
                     paint({}, Role::axis)) +
         range_bar(margin + height, range);
}

std::string sphere_svg(const FunctionPicture& picture, double range) {
  VectorXd colatitudes = picture.x;
  if (colatitudes.size() == 0) {
    const double step = std::numbers::pi / static_cast<double>(std::max<Index>(picture.rows, 1));
    colatitudes = VectorXd::LinSpaced(picture.rows, step / 2, std::numbers::pi - step / 2);
  }
  constexpr double height = inner / 2;
  constexpr Index pixels = static_cast<Index>(2 * height);  // two a unit, for dense screens
  const PixelImage image = sphere_map(picture.values, colatitudes, picture.cols, range, pixels);
  return svg_open(width, margin + height + range_bar_height, picture.caption) +
         svg_image(margin, margin, inner, height, encode_png(image)) +
         fmt::format("<ellipse cx=\"{}\" cy=\"{}\" rx=\"{}\" ry=\"{}\"{}/>\n",
                     coordinate(width / 2),
                     coordinate(margin + height / 2),
                     coordinate(inner / 2),
                     coordinate(height / 2),
                     paint({}, Role::axis)) +
         range_bar(margin + height, range);
}

std::string drawn(const FunctionPicture& picture, double range) {
  switch (picture.kind) {
    case FunctionPicture::Kind::bars:
      return bars_svg(picture, range);
    case FunctionPicture::Kind::line:
      return line_svg(picture);
    case FunctionPicture::Kind::circle:
      return circle_svg(picture, range);
    case FunctionPicture::Kind::heat_map:
      return heat_map_svg(picture, range);
    case FunctionPicture::Kind::sphere:
      return sphere_svg(picture, range);
  }
  core::reject("function_svg",
               "the kind must be one of FunctionPicture::Kind",
               "another",
               picture.caption);
}

}  // namespace

std::string function_svg(const FunctionPicture& picture) {
  return drawn(picture, symmetric_range(picture.values)) + "</svg>\n";
}

}  // namespace eigenviews::report
