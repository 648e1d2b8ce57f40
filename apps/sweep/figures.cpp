// What a sweep measured, drawn: accuracy and span against d, learning curves, views, time.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/text.hpp"
#include "sweep/charts.hpp"
#include "sweep/phase_map.hpp"
#include "sweep/results.hpp"
#include "sweep/settings.hpp"
#include "theory/loss_modes.hpp"

namespace eigenviews::apps {

namespace {

using report::Mark;
using report::significant;

constexpr std::size_t most_series = 4;  // colours that a chart has

std::string score_name(bool by_accuracy) {
  return by_accuracy ? "accuracy of the linear read-out" : "alignment with the exact span";
}

// The settings of one loss, and of one m.
std::vector<Setting> of(const std::vector<Setting>& settings, const std::string& loss) {
  return filter(settings, [&](const Setting& s) { return s.loss == loss; });
}
std::vector<Setting> of(const std::vector<Setting>& settings,
                        double Setting::*member,
                        double value) {
  return filter(settings, [&](const Setting& s) { return s.*member == value; });
}

// One quantity against d: at the beta that is best for each d, and at the one that is best for the
// largest d, for up to two m.
std::string against_d(const std::vector<Setting>& settings,
                      Mean Setting::*quantity,
                      const std::string& label,
                      bool by_accuracy) {
  report::Chart chart;
  chart.x = {.label = "functions d", .log10 = true};
  chart.y = {.label = label};
  int colour = 0;
  for (const double views : values_of(settings, &Setting::views)) {
    if (colour >= static_cast<int>(most_series)) break;
    const std::vector<Setting> of_views = of(settings, &Setting::views, views);
    const std::vector<double> dims = values_of(of_views, &Setting::proj_dim);
    if (dims.empty()) continue;
    const std::optional<Setting> fixed =
        best(of(of_views, &Setting::proj_dim, dims.back()), by_accuracy);
    Points at_best(true), at_fixed(true);
    for (const double d : dims) {
      const std::vector<Setting> of_d = of(of_views, &Setting::proj_dim, d);
      if (const std::optional<Setting> found = best(of_d, by_accuracy)) {
        at_best.add(d, ((*found).*quantity).value, ((*found).*quantity).error);
      }
      for (const Setting& setting : of_d) {
        if (fixed && setting.beta == fixed->beta) {
          at_fixed.add(d, (setting.*quantity).value, (setting.*quantity).error);
        }
      }
    }
    const std::string m = fmt::format("m = {}", views);
    at_best.draw(chart, colour, {}, Mark::line);
    at_best.draw(chart, colour, m + ", best beta", Mark::dots);
    if (fixed && std::isfinite(fixed->beta)) {
      at_fixed.draw(chart, colour + 1, {}, Mark::line);
      at_fixed.draw(chart,
                    colour + 1,
                    m + ", beta = " + significant(fixed->beta, 3),
                    Mark::circles);
    }
    colour += 2;
  }
  return svg_or_nothing(chart);
}

// Learning curves of the best setting of each m.
std::string learning_curves(const std::vector<Setting>& settings, bool by_accuracy, bool in_time) {
  report::Chart chart;
  chart.x = {.label = in_time ? "training time, s" : "step"};
  chart.y = {.label = score_name(by_accuracy)};
  int colour = 0;
  for (const double views : values_of(settings, &Setting::views)) {
    if (colour == static_cast<int>(most_series)) break;
    const std::vector<Setting> of_views = of(settings, &Setting::views, views);
    const std::optional<Setting> found = best(of_views, by_accuracy);
    if (!found) continue;
    const Eigen::VectorXd& x = in_time ? found->curve_seconds : found->curve_steps;
    Points points;
    for (Eigen::Index i = 0; i < std::min(x.size(), found->curve_score.size()); ++i) {
      points.add(x[i], found->curve_score[i]);
    }
    points.draw(chart, colour, {}, Mark::line);
    points.draw(chart,
                colour,
                fmt::format("m = {}, d = {}, beta = {}",
                            views,
                            found->proj_dim,
                            significant(found->beta, 3)),
                Mark::circles);
    ++colour;
  }
  return svg_or_nothing(chart);
}

// The best score against m, for each d, where m times originals is the same.
std::string fixed_budget(const std::vector<Setting>& settings, bool by_accuracy) {
  report::Chart chart;
  chart.x = {.label = "views m, on budget / m originals", .integers = true};
  chart.y = {.label = score_name(by_accuracy)};
  std::vector<double> budgets;
  for (const Setting& s : settings) {
    if (std::isfinite(s.originals)) budgets.push_back(s.views * s.originals);
  }
  std::sort(budgets.begin(), budgets.end());
  budgets.erase(std::unique(budgets.begin(), budgets.end()), budgets.end());
  int colour = 0;
  for (const double budget : budgets) {
    const auto of_budget =
        filter(settings, [&](const Setting& s) { return s.views * s.originals == budget; });
    if (values_of(of_budget, &Setting::views).size() < 2) continue;
    if (colour == static_cast<int>(most_series)) break;
    Points points;
    for (const double views : values_of(of_budget, &Setting::views)) {
      const std::optional<Setting> found = best(of(of_budget, &Setting::views, views), by_accuracy);
      if (!found) continue;
      points.add(views, score(*found, by_accuracy).value, score(*found, by_accuracy).error);
    }
    points.draw(chart, colour, {}, Mark::line);
    points.draw(chart, colour, fmt::format("{} views in all", budget), Mark::dots);
    ++colour;
  }
  return svg_or_nothing(chart);
}

// Settings that no other beats in both time and error, by ascending time.
std::vector<Setting> pareto_front(std::vector<Setting> settings, bool by_accuracy) {
  std::sort(settings.begin(), settings.end(), [](const Setting& a, const Setting& b) {
    return a.train_seconds.value < b.train_seconds.value;
  });
  std::vector<Setting> front;
  for (const Setting& setting : settings) {
    const double value = score(setting, by_accuracy).value;
    if (front.empty() || value > score(front.back(), by_accuracy).value) front.push_back(setting);
  }
  return front;
}

std::string error_against_time(const std::vector<Setting>& settings, bool by_accuracy) {
  const auto measured = filter(settings, [&](const Setting& s) {
    return std::isfinite(score(s, by_accuracy).value) && s.train_seconds.value > 0;
  });
  report::Chart chart;
  chart.x = {.label = "training time, s", .log10 = true};
  chart.y = {.label = by_accuracy ? "error of the linear read-out" : "1 - alignment"};
  Points front(true);
  for (const Setting& setting : pareto_front(measured, by_accuracy)) {
    front.add(setting.train_seconds.value, 1 - score(setting, by_accuracy).value);
  }
  front.draw(chart, 3, "Pareto front", Mark::line);
  int colour = 0;
  for (const double views : values_of(measured, &Setting::views)) {
    Points points(true);
    for (const Setting& setting : of(measured, &Setting::views, views)) {
      points.add(setting.train_seconds.value,
                 1 - score(setting, by_accuracy).value,
                 score(setting, by_accuracy).error);
    }
    points.draw(chart,
                std::min(colour, static_cast<int>(most_series) - 1),
                fmt::format("m = {}", views),
                Mark::dots);
    ++colour;
  }
  return svg_or_nothing(chart);
}

// Pictures that there are numbers for.
class Figures {
 public:
  void add(std::string name, std::string section, std::string svg, std::string caption) {
    if (svg.empty()) return;
    all_.push_back({std::move(name), std::move(section), std::move(svg), std::move(caption)});
  }
  [[nodiscard]] std::vector<SweepFigure> take() { return std::move(all_); }

 private:
  std::vector<SweepFigure> all_;
};

void add_figures_of(Figures& figures,
                    const std::vector<Setting>& settings,
                    const std::string& loss,
                    bool by_accuracy) {
  const auto name = [&](const char* what) { return fmt::format("{}-{}", what, loss); };
  const std::string section = "Loss " + loss;
  if (values_of(settings, &Setting::proj_dim).size() > 1) {
    const std::string bars = "Bars: standard error over seeds.";
    figures.add(name("accuracy"),
                section,
                against_d(settings, &Setting::accuracy, score_name(true), by_accuracy),
                "Accuracy against the number of functions. " + bars);
    figures.add(name("alignment"),
                section,
                against_d(settings, &Setting::alignment, score_name(false), by_accuracy),
                "Alignment with the exact span against the number of functions. " + bars);
    figures.add(
        name("active-modes"),
        section,
        against_d(settings, &Setting::active_modes, "active modes", by_accuracy),
        "Effective dimension: feature scales above .1 (Barlow Twins: of the largest). " + bars);
  }
  for (const double views : values_of(settings, &Setting::views)) {
    figures.add(fmt::format("phase-map-{}-m{}", loss, views),
                section,
                phase_map_svg(of(settings, &Setting::views, views), loss, views),
                "Active modes measured and, in brackets, those of the closed form for the measured "
                "spectrum. The line parts weights that keep all d modes from those that do not.");
  }
  figures.add(name("beta-rule"),
              section,
              beta_rule_svg(settings, loss, by_accuracy),
              "The weight with the best score for each d, a power of d fitted to it, and the "
              "smallest weight that keeps d modes of the measured spectrum.");
  figures.add(name("learning-curves-steps"),
              section,
              learning_curves(settings, by_accuracy, false),
              "Learning curves of the best setting of each number of views.");
  figures.add(name("learning-curves-time"),
              section,
              learning_curves(settings, by_accuracy, true),
              "The same against training time (a step's share of the whole).");
  figures.add(name("fixed-budget"),
              section,
              fixed_budget(settings, by_accuracy),
              "The same number of views in all: many of few originals, or few of many.");
  figures.add(name("pareto"),
              section,
              error_against_time(settings, by_accuracy),
              "Error against training time, a dot for each setting.");
}

}  // namespace

std::vector<SweepFigure> sweep_figures(const std::vector<Row>& rows) {
  const std::vector<Setting> settings = settings_of(rows);
  const bool by_accuracy = any_accuracy(settings);
  Figures figures;
  for (const std::string& loss : losses_of(settings)) {
    add_figures_of(figures, of(settings, loss), loss, by_accuracy);
  }
  return figures.take();
}

}  // namespace eigenviews::apps
