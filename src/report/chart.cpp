#include "report/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "report/chart_marks.hpp"
#include "report/chart_scale.hpp"
#include "report/svg.hpp"
#include "report/text.hpp"

namespace eigenviews::report {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double tick_size = 11.5;
constexpr double label_size = 12.5;
constexpr double bracket_height = 5;
constexpr double bracket_size = 11;  // of its label

/// Average advance of a character of a sans-serif face; only margins and overlaps depend on it.
double text_width(std::string_view text, double size) {
  return 0.62 * size * static_cast<double>(count_characters(text));
}

/// The text, cut after as many characters as fit into `width`.
std::string fitted(std::string_view text, double size, double width) {
  if (text_width(text, size) <= width) return std::string(text);
  const auto kept = static_cast<std::size_t>(std::max(1.0, width / text_width("x", size) - 1));
  std::size_t bytes = 0;
  while (bytes < text.size() && count_characters(text.substr(0, bytes + 1)) <= kept) ++bytes;
  return std::string(text.substr(0, bytes)) + "…";
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
      : chart_(chart), plot_(place()), y_(make_y()), y_ticks_(make_y_ticks()), x_(make_x()) {}

  std::string text() {
    svg_ = svg_open(chart_.width, chart_.height, chart_.title);
    draw_titles();
    draw_legend();
    draw_axes();
    const double spacing = bar_spacing(chart_);
    for (const Series& series : chart_.series) svg_ += series_svg(series, x_, y_, spacing);
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

  /// The scale of x, after the left margin was widened for long labels of y.
  [[nodiscard]] Scale make_x() {
    constexpr double around_labels = 38;  // the name of the axis, gaps, the tick
    for (const Tick& tick : y_ticks_) {
      plot_.left = std::max(plot_.left, around_labels + text_width(tick.label, tick_size));
    }
    Extent extent;
    for (const Series& series : chart_.series) {
      const double half_bar = series.mark == Mark::bars ? 0.5 * bar_spacing(chart_) : 0.0;
      for (const double value : series.x) {
        if (chart_.x.log10 && !(value - half_bar > 0)) {
          core::reject("chart_svg", "x must be > 0 on a logarithmic axis", value, series.legend);
        }
        extent.include(value - half_bar);
        extent.include(value + half_bar);
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
    // A linear axis of values >= 0 starts at 0 unless that would waste half of the picture; where
    // all are equal up to rounding, it shows that they are.
    const bool equal = extent.high - extent.low < Scale::shortest_relative * extent.high;
    if (!chart_.y.log10 && extent.low >= 0 &&
        (has_bars || equal || extent.low < 0.5 * extent.high)) {
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
      constexpr double size = 15;
      const double room = plot_.right - plot_.left;
      svg_ +=
          svg_text(plot_.left, y, fitted(chart_.title, size, room), {.size = size, .bold = true});
      y += 19;
    }
    if (!chart_.subtitle.empty()) {
      svg_ += svg_text(plot_.left,
                       y,
                       fitted(chart_.subtitle, tick_size, plot_.right - plot_.left),
                       {.role = Role::muted, .size = tick_size});
    }
  }

  void draw_legend() {
    double x = plot_.left;
    const double y = plot_.top - 14;
    for (const Series& series : chart_.series) {
      if (series.legend.empty()) continue;
      svg_ += mark_svg(series, 0, x + 8, y - 4);
      svg_ += svg_text(x + 20, y, series.legend, {.size = tick_size});
      x += 20 + text_width(series.legend, tick_size) + 18;
    }
  }

  /// About how many ticks an axis has room for.
  static int tick_count(double pixels, double pixels_a_tick) {
    return std::max(2, static_cast<int>(pixels / pixels_a_tick));
  }

  [[nodiscard]] std::vector<Tick> make_y_ticks() const {
    constexpr double pixels_a_tick = 46;
    return y_.ticks(tick_count(plot_.bottom - plot_.top, pixels_a_tick));
  }

  void draw_axes() {
    draw_y_ticks();
    draw_x_ticks();
    svg_ += svg_line(plot_.left, plot_.bottom, plot_.right, plot_.bottom, Role::axis);
    svg_ += svg_line(plot_.left, plot_.top, plot_.left, plot_.bottom, Role::axis);
    draw_axis_labels();
  }

  void draw_y_ticks() {
    for (const Tick& tick : y_ticks_) {
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
  }

  void draw_x_ticks() {
    constexpr double pixels_a_tick = 70;
    for (const Tick& tick : x_.ticks(tick_count(plot_.right - plot_.left, pixels_a_tick))) {
      const double x = x_(tick.value);
      const double length = tick.label.empty() ? 3 : 5;
      svg_ += svg_line(x, plot_.bottom, x, plot_.bottom + length, Role::axis);
      if (tick.label.empty()) continue;
      svg_ += svg_text(x,
                       plot_.bottom + 18,
                       tick.label,
                       {.role = Role::muted, .size = tick_size, .anchor = "middle"});
    }
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

  /// The pixel just above the highest mark over [from, to].
  [[nodiscard]] double top_between(double from, double to) const {
    double top = plot_.bottom;
    for (const Series& series : chart_.series) {
      for (Eigen::Index i = 0; i < series.x.size(); ++i) {
        const bool inside = series.x(i) >= from && series.x(i) <= to;
        if (inside) top = std::min(top, top_of_mark(series, i, y_));
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
  Scale y_;
  std::vector<Tick> y_ticks_;
  Scale x_;
  std::string svg_;
};

}  // namespace

std::string chart_svg(const Chart& chart) {
  for (const Series& series : chart.series) validate(series);
  return Drawing(chart).text();
}

}  // namespace eigenviews::report
