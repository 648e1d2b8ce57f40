#include "report/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "report/chart_scale.hpp"
#include "report/svg.hpp"
#include "report/text.hpp"

namespace eigenviews::report {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double dot_radius = 3.4;
constexpr double circle_radius = 5.6;
constexpr double tick_size = 11.5;
constexpr double label_size = 12.5;
constexpr double bracket_height = 5;
constexpr double bracket_size = 11;  // of its label

/// Average advance of a character of a sans-serif face; only margins and overlaps depend on it.
double text_width(std::string_view text, double size) {
  return 0.62 * size * static_cast<double>(count_characters(text));
}

/// The rectangle inside the axes.
struct Plot {
  double left = 0, right = 0, top = 0, bottom = 0;
};

struct Extent {
  double low = infinity;
  double high = -infinity;
  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

Role series_role(const Series& series, Eigen::Index i) {
  constexpr std::array roles = {Role::series_0, Role::series_1, Role::series_2, Role::series_3};
  if (series.colour.empty()) return roles[0];
  const auto place = series.colour.size() == 1 ? 0u : static_cast<std::size_t>(i);
  return roles[static_cast<std::size_t>(series.colour[place]) % roles.size()];
}

double error_of(const Series& series, Eigen::Index i) {
  return series.error.size() == 0 ? 0.0 : series.error(i);
}

void validate(const Series& series) {
  const Eigen::Index n = series.x.size();
  const auto colours = static_cast<Eigen::Index>(series.colour.size());
  const bool fits = series.y.size() == n &&
                    (series.error.size() == 0 || series.error.size() == n) &&
                    (colours <= 1 || colours == n);
  if (!fits) {
    core::reject("chart_svg",
                 "x, y, error and colour of a series must have one size",
                 fmt::format("{}, {}, {}, {}", n, series.y.size(), series.error.size(), colours));
  }
  if (!series.x.allFinite() || !series.y.allFinite() || !series.error.allFinite()) {
    core::reject("chart_svg", "every number must be finite", "NaN or infinity", series.legend);
  }
  if (series.error.size() != 0 && series.error.minCoeff() < 0) {
    core::reject("chart_svg", "an error must be >= 0", series.error.minCoeff(), series.legend);
  }
  for (const int colour : series.colour) {
    if (colour < 0 || colour > 3) core::reject("chart_svg", "colours are 0 to 3", colour);
  }
}

/// The shortest distance between neighbouring bars, of all series with bars.
double bar_spacing(const Chart& chart) {
  double spacing = infinity;
  for (const Series& series : chart.series) {
    if (series.mark != Mark::bars) continue;
    for (Eigen::Index i = 1; i < series.x.size(); ++i) {
      spacing = std::min(spacing, std::abs(series.x(i) - series.x(i - 1)));
    }
  }
  return std::isfinite(spacing) && spacing > 0 ? spacing : 1.0;
}

class Drawing {
 public:
  explicit Drawing(const Chart& chart)
      : chart_(chart), plot_(place()), x_(make_x()), y_(make_y()) {}

  std::string text() {
    svg_ = svg_open(chart_.width, chart_.height, chart_.title);
    draw_titles();
    draw_legend();
    draw_axes();
    for (const Series& series : chart_.series) draw_series(series);
    draw_brackets();
    return svg_ + "</svg>\n";
  }

 private:
  [[nodiscard]] bool has_legend() const {
    return std::ranges::any_of(chart_.series, [](const Series& s) { return !s.legend.empty(); });
  }

  /// Margins that hold titles, legend, labels.
  [[nodiscard]] Plot place() const {
    double top = 14;
    if (!chart_.title.empty()) top += 22;
    if (!chart_.subtitle.empty()) top += 18;
    if (has_legend()) top += 22;
    return {72, chart_.width - 18, top, chart_.height - 50};
  }

  [[nodiscard]] Scale make_x() const {
    Extent extent;
    for (const Series& series : chart_.series) {
      validate(series);
      for (const double value : series.x) {
        if (chart_.x.log10 && !(value > 0)) {
          core::reject("chart_svg", "x must be > 0 on a logarithmic axis", value, series.legend);
        }
        extent.include(value);
      }
    }
    const double inset = 16;
    return {chart_.x, extent.low, extent.high, plot_.left, plot_.right, inset, inset};
  }

  [[nodiscard]] Scale make_y() const {
    Extent extent;
    bool has_bars = false;
    for (const Series& series : chart_.series) {
      has_bars = has_bars || series.mark == Mark::bars;
      for (Eigen::Index i = 0; i < series.y.size(); ++i) include_y(extent, series, i);
    }
    if (chart_.y.log10 && chart_.y.floor) extent.low = *chart_.y.floor;
    double inset_low = chart_.y.log10 ? 14 : 10;
    // A linear axis of values >= 0 starts at 0 unless that would waste half of the picture.
    if (!chart_.y.log10 && extent.low >= 0 && (has_bars || extent.low < 0.5 * extent.high)) {
      extent.low = 0;
      inset_low = 0;
    }
    const double inset_high = chart_.brackets.empty() ? 12 : 30;
    return {chart_.y, extent.low, extent.high, plot_.bottom, plot_.top, inset_low, inset_high};
  }

  void include_y(Extent& extent, const Series& series, Eigen::Index i) const {
    const double value = series.y(i);
    if (!chart_.y.log10) {
      extent.include(value - error_of(series, i));
      extent.include(value + error_of(series, i));
    } else if (value > 0 && !(chart_.y.floor && value < *chart_.y.floor)) {
      extent.include(value);
      extent.include(value + error_of(series, i));
    }
  }

  void draw_titles() {
    double y = 24;
    if (!chart_.title.empty()) {
      svg_ += svg_text(plot_.left, y, chart_.title, {.size = 15, .bold = true});
      y += 19;
    }
    if (!chart_.subtitle.empty()) {
      svg_ += svg_text(plot_.left, y, chart_.subtitle, {.role = Role::muted, .size = tick_size});
    }
  }

  void draw_legend() {
    double x = plot_.left;
    const double y = plot_.top - 14;
    for (const Series& series : chart_.series) {
      if (series.legend.empty()) continue;
      draw_mark(series, 0, x + 8, y - 4);
      svg_ += svg_text(x + 20, y, series.legend, {.size = tick_size});
      x += 20 + text_width(series.legend, tick_size) + 18;
    }
  }

  void draw_axes() {
    constexpr double pixels_a_tick_x = 70;
    constexpr double pixels_a_tick_y = 46;
    const auto target = [](double pixels, double pixels_a_tick) {
      return std::max(2, static_cast<int>(pixels / pixels_a_tick));
    };
    for (const Tick& tick : y_.ticks(target(plot_.bottom - plot_.top, pixels_a_tick_y))) {
      const double y = y_(tick.value);
      if (tick.label.empty()) {
        svg_ += svg_line(plot_.left - 3, y, plot_.left, y, Role::axis);
        continue;
      }
      svg_ += svg_line(plot_.left, y, plot_.right, y, Role::grid);
      svg_ += svg_line(plot_.left - 5, y, plot_.left, y, Role::axis);
      svg_ += svg_text(plot_.left - 9,
                       y + 4,
                       tick.label,
                       {.role = Role::muted, .size = tick_size, .anchor = "end"});
    }
    for (const Tick& tick : x_.ticks(target(plot_.right - plot_.left, pixels_a_tick_x))) {
      const double x = x_(tick.value);
      const double length = tick.label.empty() ? 3 : 5;
      svg_ += svg_line(x, plot_.bottom, x, plot_.bottom + length, Role::axis);
      if (tick.label.empty()) continue;
      svg_ += svg_text(x,
                       plot_.bottom + 18,
                       tick.label,
                       {.role = Role::muted, .size = tick_size, .anchor = "middle"});
    }
    svg_ += svg_line(plot_.left, plot_.bottom, plot_.right, plot_.bottom, Role::axis);
    svg_ += svg_line(plot_.left, plot_.top, plot_.left, plot_.bottom, Role::axis);
    draw_axis_labels();
  }

  void draw_axis_labels() {
    svg_ += svg_text((plot_.left + plot_.right) / 2,
                     chart_.height - 12,
                     chart_.x.label,
                     {.size = label_size, .anchor = "middle"});
    svg_ += svg_text(20,
                     (plot_.top + plot_.bottom) / 2,
                     chart_.y.label,
                     {.size = label_size, .anchor = "middle", .upwards = true});
  }

  void draw_series(const Series& series) {
    if (series.mark == Mark::line) return draw_polyline(series);
    if (series.mark == Mark::bars) return draw_bars(series);
    for (Eigen::Index i = 0; i < series.x.size(); ++i) draw_error_bar(series, i);
    for (Eigen::Index i = 0; i < series.x.size(); ++i) {
      const double x = x_(series.x(i));
      if (y_.is_below(series.y(i))) {
        draw_triangle(x, series_role(series, i));
      } else {
        draw_mark(series, i, x, y_(series.y(i)));
      }
    }
  }

  /// One point of a series, also as its sample in the legend.
  void draw_mark(const Series& series, Eigen::Index i, double x, double y) {
    const Role role = series_role(series, i);
    if (series.mark == Mark::line) {
      svg_ += svg_line(x - 8, y, x + 8, y, role, 2);
      return;
    }
    if (series.mark == Mark::bars) {
      svg_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"10\" height=\"10\"{}/>\n",
                          coordinate(x - 5),
                          coordinate(y - 5),
                          paint(role));
      return;
    }
    const bool open = series.mark == Mark::circles;
    svg_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>\n",
                        coordinate(x),
                        coordinate(y),
                        coordinate(open ? circle_radius : dot_radius),
                        open ? paint({}, role) + " stroke-width=\"1.2\"" : paint(role));
  }

  void draw_triangle(double x, Role role) {
    const double y = plot_.bottom - 9;
    svg_ += fmt::format("<path d=\"M{} {}h8l-4 7z\"{}/>\n",
                        coordinate(x - 4),
                        coordinate(y),
                        paint(role));
  }

  void draw_error_bar(const Series& series, Eigen::Index i) {
    const double error = error_of(series, i);
    if (error == 0 || y_.is_below(series.y(i))) return;
    const double x = x_(series.x(i));
    const double low = y_.clipped(series.y(i) - error);
    const double high = y_.clipped(series.y(i) + error);
    if (low - high < 1) return;  // below a pixel, behind the dot
    svg_ += fmt::format("<path d=\"M{0} {2}h6m-3 0V{3}m-3 0h6\"{1} stroke-width=\"1.3\"/>\n",
                        coordinate(x - 3),
                        paint({}, series_role(series, i)),
                        coordinate(low),
                        coordinate(high));
  }

  void draw_polyline(const Series& series) {
    std::string path;
    bool drawing = false;
    for (Eigen::Index i = 0; i < series.x.size(); ++i) {
      const bool visible = !y_.is_below(series.y(i));
      if (visible) {
        path += fmt::format("{}{} {}",
                            drawing ? 'L' : 'M',
                            coordinate(x_(series.x(i))),
                            coordinate(y_(series.y(i))));
      }
      drawing = visible;
    }
    svg_ += fmt::format("<path d=\"{}\"{} stroke-width=\"2\" stroke-linejoin=\"round\"/>\n",
                        path,
                        paint({}, series_role(series, 0)));
  }

  void draw_bars(const Series& series) {
    const double spacing = bar_spacing(chart_);
    const double base = y_.clipped(0);
    for (Eigen::Index i = 0; i < series.x.size(); ++i) {
      const double left = x_(series.x(i) - 0.4 * spacing);
      const double right = x_(series.x(i) + 0.4 * spacing);
      const double end = y_.clipped(series.y(i));
      svg_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>\n",
                          coordinate(left),
                          coordinate(std::min(base, end)),
                          coordinate(right - left),
                          coordinate(std::abs(base - end)),
                          paint(series_role(series, i)));
    }
  }

  /// The pixel just above the highest mark over [from, to].
  [[nodiscard]] double top_between(double from, double to) const {
    double top = plot_.bottom;
    for (const Series& series : chart_.series) {
      const double radius = series.mark == Mark::circles ? circle_radius : dot_radius;
      for (Eigen::Index i = 0; i < series.x.size(); ++i) {
        if (series.x(i) < from || series.x(i) > to) continue;
        const double highest = y_.clipped(series.y(i) + error_of(series, i));
        top = std::min({top, highest, y_.clipped(series.y(i)) - radius});
      }
    }
    return top;
  }

  void draw_brackets() {
    double label_end = -infinity;  // right end and base line of the last label drawn
    double label_y = infinity;
    for (const Bracket& bracket : chart_.brackets) {
      const double left = x_(bracket.from) - dot_radius;
      const double right = x_(bracket.to) + dot_radius;
      const double y = top_between(bracket.from, bracket.to) - 5 - bracket_height;
      svg_ += fmt::format("<path d=\"M{0} {1}v-{2}H{3}v{2}\"{4}/>\n",
                          coordinate(left),
                          coordinate(y + bracket_height),
                          coordinate(bracket_height),
                          coordinate(right),
                          paint({}, Role::muted));
      const double half = text_width(bracket.label, bracket_size) / 2;
      const double middle = (left + right) / 2;
      const double base = y - 4;
      if (middle - half < label_end && std::abs(base - label_y) < bracket_size) continue;
      svg_ += svg_text(middle,
                       base,
                       bracket.label,
                       {.role = Role::muted, .size = bracket_size, .anchor = "middle"});
      label_end = middle + half;
      label_y = base;
    }
  }

  const Chart& chart_;
  Plot plot_;
  Scale x_;
  Scale y_;
  std::string svg_;
};

}  // namespace

std::string chart_svg(const Chart& chart) { return Drawing(chart).text(); }

}  // namespace eigenviews::report
