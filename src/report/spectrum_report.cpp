#include "report/spectrum_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/errors.hpp"
#include "report/chart.hpp"
#include "report/text.hpp"

namespace eigenviews::report {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// A logarithmic axis where the largest value is above log_ratio times the smallest resolved one.
constexpr double log_ratio = 50;

void require_values(const SpectrumReport& report, const VectorXd& values, std::string_view name) {
  if (values.size() != report.sigma.size()) {
    core::reject("SpectrumReport",
                 fmt::format("{} must have {} values", name, report.sigma.size()),
                 values.size());
  }
  if (!values.allFinite()) {
    core::reject("SpectrumReport", fmt::format("{} must be finite", name), "NaN or infinity");
  }
}

/// Which cluster each index is in. Refuses clusters that are no partition of 0 .. k-1.
std::vector<int> cluster_of_each(const SpectrumReport& report) {
  const auto k = static_cast<std::size_t>(report.sigma.size());
  std::vector<int> cluster(k, -1);
  for (std::size_t c = 0; c < report.clusters.size(); ++c) {
    for (const Index index : report.clusters[c]) {
      const auto i = static_cast<std::size_t>(index);
      if (index < 0 || i >= k || cluster[i] >= 0) {
        core::reject("SpectrumReport", "clusters must hold each index once", index);
      }
      cluster[i] = static_cast<int>(c);
    }
  }
  const auto missing = std::ranges::find(cluster, -1);
  if (missing != cluster.end()) {
    core::reject("SpectrumReport",
                 "clusters must hold each index once",
                 missing - cluster.begin(),
                 "it is in none");
  }
  return cluster;
}

void validate(const SpectrumReport& report) {
  if (report.sigma.size() == 0) core::reject("SpectrumReport", "at least one value is needed", 0);
  require_values(report, report.sigma, "sigma");
  require_values(report, report.eigenvalues, "eigenvalues");
  require_values(report, report.residuals, "residuals");
  require_values(report, report.bounds, "bounds");
  if (report.closed_form.size() != 0) require_values(report, report.closed_form, "closed_form");
  if (report.mc_error.size() != 0) require_values(report, report.mc_error, "mc_error");
}

/// The smallest eigenvalue above its own errors, or 0 where there is none.
double smallest_resolved(const SpectrumReport& report) {
  double smallest = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < report.eigenvalues.size(); ++i) {
    const double value = report.eigenvalues(i);
    const double sampling = report.mc_error.size() == 0 ? 0.0 : report.mc_error(i);
    if (value > std::max(report.bounds(i), sampling)) smallest = std::min(smallest, value);
  }
  return std::isfinite(smallest) ? smallest : 0.0;
}

Axis eigenvalue_axis(const SpectrumReport& report) {
  Axis axis{.label = "eigenvalue σ²"};
  const double smallest = smallest_resolved(report);
  if (smallest > 0 && report.eigenvalues.maxCoeff() > log_ratio * smallest) {
    axis.log10 = true;
    axis.floor = 0.5 * smallest;  // closed forms that lie a rounding lower stay in the picture
  }
  return axis;
}

Series eigenvalue_series(const SpectrumReport& report, const VectorXd& index) {
  Series series{.x = index, .y = report.eigenvalues};
  for (const int c : cluster_of_each(report)) series.colour.push_back(c % 2);
  const bool sampled = report.mc_error.size() != 0;
  series.error = sampled ? report.mc_error : report.bounds;
  series.legend = sampled ? fmt::format("computed ± Monte Carlo error (largest {})",
                                        significant(report.mc_error.maxCoeff(), 2))
                          : fmt::format("computed ± error bound (largest {})",
                                        significant(report.bounds.maxCoeff(), 2));
  return series;
}

std::string fixed(double value) { return fmt::format("{:.12f}", value); }

std::string scientific(double value) {
  return value == 0 ? std::string("0") : fmt::format("{:.1e}", value);
}

Chart spectrum_chart(const SpectrumReport& report) {
  validate(report);
  const Index k = report.sigma.size();
  const VectorXd index = VectorXd::LinSpaced(k, 0.0, static_cast<double>(k - 1));
  Chart chart;
  chart.title = report.title;
  chart.x = {.label = "index, from 0", .integers = true};
  chart.y = eigenvalue_axis(report);
  if (report.closed_form.size() != 0) {
    chart.series.push_back({.mark = Mark::circles,
                            .x = index,
                            .y = report.closed_form,
                            .colour = {3},
                            .legend = "closed form"});
  }
  chart.series.push_back(eigenvalue_series(report, index));
  for (const std::vector<Index>& cluster : report.clusters) {
    if (cluster.size() < 2) continue;
    const auto [first, last] = std::ranges::minmax(cluster);
    chart.brackets.push_back({static_cast<double>(first),
                              static_cast<double>(last),
                              fmt::format("×{}", cluster.size())});
  }
  return chart;
}

Table spectrum_table(const SpectrumReport& report) {
  const bool known = report.closed_form.size() != 0;
  const bool sampled = report.mc_error.size() != 0;
  Table table;
  table.header = {"index", "cluster", "σ", "σ²"};
  table.band_column = 1;
  if (known) {
    table.header.insert(table.header.end(), {"closed form σ²", "error"});
  }
  table.header.insert(table.header.end(), {"residual", "bound on σ²"});
  if (sampled) table.header.push_back("Monte Carlo error");

  const std::vector<int> cluster = cluster_of_each(report);
  for (Index i = 0; i < report.sigma.size(); ++i) {
    std::vector<std::string> row = {std::to_string(i),
                                    std::to_string(cluster[static_cast<std::size_t>(i)]),
                                    fixed(report.sigma(i)),
                                    fixed(report.eigenvalues(i))};
    if (known) {
      row.push_back(fixed(report.closed_form(i)));
      row.push_back(scientific(std::abs(report.eigenvalues(i) - report.closed_form(i))));
    }
    row.push_back(scientific(report.residuals(i)));
    row.push_back(scientific(report.bounds(i)));
    if (sampled) row.push_back(scientific(report.mc_error(i)));
    table.rows.push_back(std::move(row));
  }
  table.caption =
      "Indices and clusters count from 0. Values of one cluster cannot be told apart within their "
      "bounds; rows of one cluster share their shade.";
  return table;
}

/// How function_svg shows the functions of a domain.
std::string_view how_drawn(FunctionPicture::Kind kind) {
  switch (kind) {
    case FunctionPicture::Kind::bars:
      return "One bar a state, in their order.";
    case FunctionPicture::Kind::line:
      return "Value against position, where the states have at least 1% of the largest "
             "probability.";
    case FunctionPicture::Kind::circle:
      return "The value is the distance from the circle, outwards above 0; angle 0 is to the "
             "right, counter-clockwise.";
    case FunctionPicture::Kind::heat_map:
      return "One cell a state, row 0 at the top.";
    case FunctionPicture::Kind::sphere:
      return "Mollweide's equal-area map of the sphere, longitude 0 in the middle.";
  }
  return {};
}

void add_functions(HtmlPage& page, const SpectrumReport& report) {
  if (report.functions.empty()) return;
  page.add_section("Singular functions");
  page.add_text(
      fmt::format("{} Red is above 0, blue below. Inside a cluster any rotation of the functions "
                  "is as good as the one shown, and every sign is arbitrary.",
                  how_drawn(report.functions.front().kind)));
  std::vector<Figure> figures;
  for (const FunctionPicture& picture : report.functions) {
    figures.push_back({function_svg(picture), picture.caption});
  }
  page.add_figures(figures);
}

void add_extremes(HtmlPage& page, const SpectrumReport& report) {
  if (report.extremes.empty()) return;
  page.add_section("Extreme originals");
  page.add_text(
      "The originals where a singular function is most negative and most positive, with its "
      "value.");
  for (const ExtremeRow& row : report.extremes) {
    page.add_image_pair({row.caption, "most negative", row.low, "most positive", row.high});
  }
}

}  // namespace

std::string spectrum_svg(const SpectrumReport& report) { return chart_svg(spectrum_chart(report)); }

std::string report_html(const SpectrumReport& report) {
  validate(report);
  HtmlPage page(report.title);
  for (const std::string& warning : report.warnings) page.add_warning(warning);
  page.add_section("Summary");
  page.add_facts(report.facts);
  page.add_section("Spectrum");
  Chart chart = spectrum_chart(report);
  chart.title.clear();  // the page has it
  page.add_figure({chart_svg(chart), {}});
  page.add_text(
      "Colours alternate from cluster to cluster; ×m marks an eigenvalue of multiplicity m.");
  page.add_table(spectrum_table(report));
  add_functions(page, report);
  add_extremes(page, report);
  if (!report.command_line.empty()) {
    page.add_section("Command");
    page.add_code(report.command_line);
  }
  return page.text();
}

}  // namespace eigenviews::report
