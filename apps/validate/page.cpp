#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/version.hpp"
#include "report/chart.hpp"
#include "report/html.hpp"
#include "report/text.hpp"
#include "validate/results.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::VectorXd;
using report::significant;
using validation::Check;
using validation::Claim;
using validation::ClaimResult;
using validation::ControlResult;
using validation::Curve;
using validation::Outcome;
using validation::Rule;

std::string rule_text(const Check& check) {
  const std::string bound = significant(check.predicted, 6);
  const std::string slack =
      check.tolerance > 0 ? " ± " + significant(check.tolerance, 2) : std::string();
  if (check.rule == Rule::at_most) return "at most " + bound + slack;
  if (check.rule == Rule::at_least) return "at least " + bound + slack;
  return bound + slack;
}

// Points that can be drawn on the chart's axes.
report::Series series_of(const Curve& curve, const VectorXd& y, const VectorXd& error) {
  report::Series series;
  std::vector<double> xs, ys, errors;
  for (Eigen::Index i = 0; i < curve.x.size(); ++i) {
    if (!std::isfinite(curve.x[i]) || !std::isfinite(y[i]) || (curve.log_x && !(curve.x[i] > 0))) {
      continue;
    }
    xs.push_back(curve.x[i]);
    ys.push_back(y[i]);
    if (error.size() > 0) errors.push_back(std::isfinite(error[i]) ? error[i] : 0);
  }
  const auto vector = [](const std::vector<double>& values) {
    return VectorXd(
        Eigen::Map<const VectorXd>(values.data(), static_cast<Eigen::Index>(values.size())));
  };
  series.x = vector(xs);
  series.y = vector(ys);
  series.error = vector(errors);
  return series;
}

std::string svg_of(const Curve& curve) {
  report::Chart chart;
  chart.x = {.label = curve.x_label, .log10 = curve.log_x};
  chart.y = {.label = curve.y_label, .log10 = curve.log_y};
  chart.height = 300;
  report::Series predicted = series_of(curve, curve.predicted, {});
  predicted.mark = report::Mark::line;
  predicted.legend = "predicted";
  predicted.colour = {1};
  report::Series measured = series_of(curve, curve.measured, curve.error);
  measured.mark = report::Mark::dots;
  measured.legend = "measured";
  measured.colour = {0};
  for (report::Series& series : {std::ref(predicted), std::ref(measured)}) {
    if (series.x.size() > 0) chart.series.push_back(series);
  }
  return chart.series.empty() ? std::string() : report::chart_svg(chart);
}

void add_checks(report::HtmlPage& page, const Outcome& outcome, const std::string& caption) {
  report::Table table;
  table.header = {"quantity", "measured", "must be", "holds"};
  table.caption = caption;
  table.words = {0};
  for (const Check& check : outcome.checks) {
    table.rows.push_back({check.what,
                          significant(check.measured, 6),
                          rule_text(check),
                          holds(check) ? "yes" : "no"});
  }
  if (!table.rows.empty()) page.add_table(table);
}

void add_claim(report::HtmlPage& page,
               const Claim& claim,
               const ClaimResult& result,
               const ValidateResults& all) {
  page.add_section(claim.id + (result.passed() ? " holds" : " FAILS"));
  page.add_text(claim.statement);
  page.add_facts({{"Source", claim.source},
                  {"Measured on", claim.toy},
                  {"Tolerance", claim.tolerance},
                  {"False alarms",
                   claim.false_alarm > 0 ? "below " + significant(claim.false_alarm, 2) : "none"},
                  {"Seed", std::to_string(result.seed)},
                  {"Time", fmt::format("{:.2f} s", result.seconds)}});
  if (!result.error.empty()) page.add_warning("Not measured: " + result.error);
  add_checks(page, result.outcome, "The claim");
  for (const Curve& curve : result.outcome.curves) {
    const std::string svg = svg_of(curve);
    if (!svg.empty()) page.add_figure({svg, curve.label});
  }
  for (const ControlResult& control : result.controls) {
    if (!control.refuted)
      page.add_warning("A control that must fail does not: " + control.statement);
    if (!control.error.empty()) page.add_warning("Not measured: " + control.error);
    add_checks(page, control.outcome, "Control, must fail: " + control.statement);
  }
  page.add_code(command_of(claim.id, all));
}

}  // namespace

std::string validate_page(const ValidateResults& all) {
  report::HtmlPage page("The theory, measured");
  const auto count = static_cast<int>(all.claims.size());
  if (all.failed() > 0) {
    page.add_warning(fmt::format("{} of {} claims do not hold.", all.failed(), count));
  }
  page.add_section("Summary");
  page.add_facts({{"Claims that hold", fmt::format("{} of {}", count - all.failed(), count)},
                  {"Set", all.full ? "full" : "fast"},
                  {"Seed", std::to_string(all.seed)},
                  {"Time", fmt::format("{:.0f} s", all.seconds)},
                  {"Version", "eigenviews " + std::string(core::version())}});
  report::Table table;
  table.header = {"claim", "suite", "statement", "controls refuted", "s", "holds"};
  table.words = {0, 1, 2};
  for (std::size_t i = 0; i < all.claims.size(); ++i) {
    const ClaimResult& result = all.results[i];
    const auto refuted = std::count_if(result.controls.begin(),
                                       result.controls.end(),
                                       [](const ControlResult& c) { return c.refuted; });
    table.rows.push_back({all.claims[i].id,
                          all.claims[i].suite,
                          all.claims[i].statement,
                          fmt::format("{} of {}", refuted, result.controls.size()),
                          fmt::format("{:.2f}", result.seconds),
                          result.passed() ? "yes" : "NO"});
  }
  page.add_table(table);
  page.add_code(all.command_line);
  for (std::size_t i = 0; i < all.claims.size(); ++i) {
    add_claim(page, all.claims[i], all.results[i], all);
  }
  return page.text();
}

}  // namespace eigenviews::apps
