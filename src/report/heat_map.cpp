#include "report/heat_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "report/svg.hpp"
#include "report/text.hpp"

namespace eigenviews::report {

namespace {

using Eigen::Index;

constexpr double cell_width = 84, cell_height = 40;
constexpr double left = 92, top = 36, bottom = 56, right = 16;
constexpr double least_width = 760;  // a chart's, so that letters have the same size on a page
constexpr double strongest = 0.65;   // opacity of the largest value: its text stays readable

void check(const HeatMap& map) {
  const auto rows = static_cast<Index>(map.rows.size());
  const auto columns = static_cast<Index>(map.columns.size());
  if (rows == 0 || columns == 0) core::reject("heat_map_svg", "at least one cell", "none");
  const auto require = [](bool fits, const char* what, Index size) {
    if (!fits) {
      core::reject("heat_map_svg", fmt::format("as many {} as rows times columns", what), size);
    }
  };
  require(map.values.rows() == rows && map.values.cols() == columns, "values", map.values.size());
  require(static_cast<Index>(map.texts.size()) == rows * columns,
          "texts",
          static_cast<Index>(map.texts.size()));
  require(map.marked.size() == 0 || (map.marked.rows() == rows && map.marked.cols() == columns),
          "marks",
          map.marked.size());
  for (const double value : map.values.reshaped()) {
    if (std::isinf(value) || value < 0) {
      core::reject("heat_map_svg", "values must be finite and >= 0, or NaN", value);
    }
  }
}

// Places cells; row 0 is the lowest.
struct Layout {
  Index rows, columns;
  [[nodiscard]] double x(Index column) const {
    return left + cell_width * static_cast<double>(column);
  }
  [[nodiscard]] double y(Index row) const {
    return top + cell_height * static_cast<double>(rows - 1 - row);
  }
};

std::string cell(const HeatMap& map, const Layout& at, Index row, Index column, double largest) {
  const double value = map.values(row, column);
  std::string svg;
  if (std::isfinite(value) && value > 0) {
    svg +=
        fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill-opacity=\"{}\"{}/>\n",
                    coordinate(at.x(column)),
                    coordinate(at.y(row)),
                    coordinate(cell_width),
                    coordinate(cell_height),
                    coordinate(strongest * value / largest),
                    paint(Role::series_0));
  }
  const std::string& text = map.texts[static_cast<std::size_t>(row * at.columns + column)];
  return svg + svg_text(at.x(column) + cell_width / 2,
                        at.y(row) + cell_height / 2 + 4,
                        text,
                        {.anchor = "middle"});
}

std::string names(const HeatMap& map, const Layout& at) {
  const double foot = top + cell_height * static_cast<double>(at.rows);
  std::string svg;
  for (Index column = 0; column < at.columns; ++column) {
    svg += svg_text(at.x(column) + cell_width / 2,
                    foot + 18,
                    map.columns[static_cast<std::size_t>(column)],
                    {.role = Role::muted, .anchor = "middle"});
  }
  for (Index row = 0; row < at.rows; ++row) {
    svg += svg_text(left - 8,
                    at.y(row) + cell_height / 2 + 4,
                    map.rows[static_cast<std::size_t>(row)],
                    {.role = Role::muted, .anchor = "end"});
  }
  const double middle = left + cell_width * static_cast<double>(at.columns) / 2;
  svg += svg_text(middle, foot + 42, map.x_label, {.anchor = "middle"});
  return svg + svg_text(18,
                        top + cell_height * static_cast<double>(at.rows) / 2,
                        map.y_label,
                        {.anchor = "middle", .upwards = true});
}

std::string grid(const Layout& at) {
  std::string svg;
  const double width = cell_width * static_cast<double>(at.columns);
  const double height = cell_height * static_cast<double>(at.rows);
  for (Index column = 0; column <= at.columns; ++column) {
    svg += svg_line(at.x(column), top, at.x(column), top + height, Role::grid);
  }
  for (Index row = -1; row < at.rows; ++row) {
    svg += svg_line(left, at.y(row), left + width, at.y(row), Role::grid);
  }
  return svg;
}

std::string contour(const HeatMap& map, const Layout& at) {
  std::string svg;
  if (map.marked.size() == 0) return svg;
  constexpr double stroke = 2.5;
  for (Index row = 0; row < at.rows; ++row) {
    for (Index column = 0; column < at.columns; ++column) {
      const bool here = map.marked(row, column);
      const double x = at.x(column), y = at.y(row);
      if (column + 1 < at.columns && map.marked(row, column + 1) != here) {
        svg += svg_line(x + cell_width, y, x + cell_width, y + cell_height, Role::series_1, stroke);
      }
      if (row + 1 < at.rows && map.marked(row + 1, column) != here) {
        svg += svg_line(x, y, x + cell_width, y, Role::series_1, stroke);
      }
    }
  }
  return svg;
}

}  // namespace

std::string heat_map_svg(const HeatMap& map) {
  check(map);
  const Layout at{map.values.rows(), map.values.cols()};
  double largest = 0;
  for (const double value : map.values.reshaped()) {
    if (std::isfinite(value)) largest = std::max(largest, value);
  }
  const double width = left + cell_width * static_cast<double>(at.columns) + right;
  std::string svg = svg_open(std::max(width, least_width),
                             top + cell_height * static_cast<double>(at.rows) + bottom,
                             map.title);
  svg += svg_text(left, 22, map.title, {.size = 13, .bold = true});
  for (Index row = 0; row < at.rows; ++row) {
    for (Index column = 0; column < at.columns; ++column) {
      svg += cell(map, at, row, column, largest);
    }
  }
  return svg + grid(at) + contour(map, at) + names(map, at) + "</svg>\n";
}

}  // namespace eigenviews::report
