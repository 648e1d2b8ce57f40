#include "sweep/phase_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "report/heat_map.hpp"
#include "report/text.hpp"
#include "sweep/charts.hpp"
#include "theory/loss_modes.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::Index;
using Eigen::VectorXd;
using report::Mark;
using report::significant;

bool is_grid(const std::vector<Setting>& settings) {
  return values_of(settings, &Setting::beta).size() > 1 &&
         values_of(settings, &Setting::proj_dim).size() > 1;
}

// The longest spectrum that was measured.
VectorXd spectrum(const std::vector<Setting>& settings) {
  VectorXd longest;
  for (const Setting& setting : settings) {
    if (setting.eigenvalues.size() > longest.size()) longest = setting.eigenvalues;
  }
  return longest.cwiseMax(0).cwiseMin(1);
}

std::optional<Index> predicted_modes(const std::string& loss,
                                     const VectorXd& s,
                                     double beta,
                                     double d) {
  if (s.size() < static_cast<Index>(d)) return std::nullopt;  // modes beyond would count
  return theory::kept_modes(loss, s, beta, static_cast<Index>(d));
}

std::vector<std::string> names(const std::vector<double>& values) {
  std::vector<std::string> all;
  for (const double value : values) all.push_back(significant(value, 4));
  return all;
}

}  // namespace

std::string phase_map_svg(const std::vector<Setting>& settings,
                          const std::string& loss,
                          double views) {
  if (!is_grid(settings)) return {};
  const std::vector<double> betas = values_of(settings, &Setting::beta);
  const std::vector<double> dims = values_of(settings, &Setting::proj_dim);
  const VectorXd s = spectrum(settings);
  report::HeatMap map;
  map.title = fmt::format("Active modes, {}, m = {}", loss, views);
  map.x_label = "weight beta";
  map.y_label = "functions d";
  map.columns = names(betas);
  map.rows = names(dims);
  const auto rows = static_cast<Index>(dims.size()), columns = static_cast<Index>(betas.size());
  map.values = Eigen::MatrixXd::Constant(rows, columns, NAN);
  map.marked.setConstant(rows, columns, false);
  for (Index row = 0; row < rows; ++row) {
    for (Index column = 0; column < columns; ++column) {
      const double d = dims[static_cast<std::size_t>(row)];
      const double beta = betas[static_cast<std::size_t>(column)];
      Mean measured;
      for (const Setting& setting : settings) {
        if (setting.proj_dim == d && setting.beta == beta) measured = setting.active_modes;
      }
      const std::optional<Index> predicted = predicted_modes(loss, s, beta, d);
      map.values(row, column) = measured.value;
      map.marked(row, column) = predicted && static_cast<double>(*predicted) >= d;
      map.texts.push_back((measured.count > 0 ? significant(measured.value, 3) : "–") +
                          (predicted ? fmt::format(" ({})", *predicted) : ""));
    }
  }
  return report::heat_map_svg(map);
}

PowerFit fit_power(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<Index>(x.size());
  if (n < 2) return {};
  const VectorXd u = Eigen::Map<const VectorXd>(x.data(), n).array().log();
  const VectorXd v = Eigen::Map<const VectorXd>(y.data(), n).array().log();
  const VectorXd centred = u.array() - u.mean();
  if (centred.squaredNorm() == 0) return {};
  const double exponent = centred.dot(v) / centred.squaredNorm();
  return {std::exp(v.mean() - exponent * u.mean()), exponent};
}

std::string beta_rule_svg(const std::vector<Setting>& settings,
                          const std::string& loss,
                          bool by_accuracy) {
  if (!is_grid(settings)) return {};
  const VectorXd s = spectrum(settings);
  report::Chart chart;
  chart.x = {.label = "functions d", .log10 = true};
  chart.y = {.label = "weight beta", .log10 = true};
  Points chosen(true, true), predicted(true, true), fitted(true, true);
  std::vector<double> x, y;
  for (const double d : values_of(settings, &Setting::proj_dim)) {
    const std::optional<Setting> found =
        best(filter(settings, [&](const Setting& c) { return c.proj_dim == d; }), by_accuracy);
    if (found && found->beta > 0) {
      chosen.add(d, found->beta);
      x.push_back(d);
      y.push_back(found->beta);
    }
    if (s.size() < static_cast<Index>(d)) continue;
    const auto range = theory::keeps_all_modes(loss, s, static_cast<Index>(d));
    if (range) predicted.add(d, range->above);
  }
  const PowerFit fit = fit_power(x, y);
  for (const double d : x) fitted.add(d, fit.factor * std::pow(d, fit.exponent));
  chosen.draw(chart, 0, "best of the sweep", Mark::dots);
  fitted.draw(chart,
              0,
              fmt::format("{} d^{:.2f}", significant(fit.factor, 2), fit.exponent),
              Mark::line);
  predicted.draw(chart, 1, {}, Mark::line);
  predicted.draw(chart, 1, "keeps d modes, from the spectrum", Mark::circles);
  return svg_or_nothing(chart);
}

}  // namespace eigenviews::apps
