#include "compare_subspace/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/version.hpp"
#include "kernel_eig/pictures.hpp"
#include "report/chart.hpp"
#include "report/html.hpp"
#include "report/text.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using report::Series;

VectorXd places(Index count) {
  return VectorXd::LinSpaced(count, 0, static_cast<double>(count - 1));
}

report::Chart line_chart(const std::string& title, const std::string& x, const std::string& y) {
  report::Chart chart;
  chart.title = title;
  chart.x.label = x;
  chart.x.integers = true;
  chart.y.label = y;
  chart.height = 320;
  return chart;
}

Series series(report::Mark mark, const VectorXd& y, int colour, const std::string& legend) {
  Series s;
  s.mark = mark;
  s.x = places(y.size());
  s.y = y;
  s.colour = {colour};
  s.legend = legend;
  return s;
}

std::string angles_svg(const Comparison& c) {
  report::Chart chart = line_chart("", "direction, from 0", "principal angle, rad");
  chart.series = {series(report::Mark::dots, c.angles, 0, "")};
  return report::chart_svg(chart);
}

std::string scales_svg(const Comparison& c) {
  report::Chart chart = line_chart("", "Ritz function, from 0", "scale c");
  chart.series = {series(report::Mark::dots, c.feature_scales, 0, "measured")};
  if (c.predicted_scales.size() > 0) {
    chart.series.push_back(
        series(report::Mark::circles, c.predicted_scales, 1, "predicted from beta"));
  }
  return report::chart_svg(chart);
}

std::string ritz_svg(const Comparison& c) {
  report::Chart chart = line_chart("", "index, from 0", "value");
  chart.series = {series(report::Mark::dots, c.ritz_values, 0, "Ritz value of the features"),
                  series(report::Mark::circles, c.eigenvalues, 1, "exact eigenvalue")};
  return report::chart_svg(chart);
}

// Exact functions, each followed by its projection onto the features, on the domain of the views.
std::vector<report::Figure> function_pairs(const CompareResults& results) {
  const Comparison& c = results.comparison;
  if (!results.problem.finite || c.rank == 0) return {};
  const ExactFunctions exact = c.centred ? without_constant(results.exact) : results.exact;
  const VectorXd& rho = exact.rho_a;
  const MatrixXd f = c.centred ? solver::centred(results.features, rho) : results.features;
  const solver::WeightedSpace space = solver::weighted_space("compare", "features", f, rho);
  const VectorXd root = rho.cwiseSqrt();
  constexpr Index most = 12;
  std::vector<report::Figure> figures;
  for (Index i = 0; i < std::min(most, c.dim); ++i) {
    const VectorXd v = exact.v.col(i);
    const VectorXd projected =
        (space.basis * (space.basis.transpose() * v.cwiseProduct(root))).cwiseQuotient(root);
    const std::string name = fmt::format("v{}", i + (c.centred ? 1 : 0));
    const auto& domain = results.problem.domain_a;
    for (const auto& [values, caption] : {std::pair{v, fmt::format("{} exact", name)},
                                          std::pair{projected,
                                                    fmt::format("{} in the features: {:.4f} of it",
                                                                name,
                                                                projected.cwiseAbs2().dot(rho))}}) {
      figures.push_back(
          {report::function_svg(function_picture(domain, values, rho, caption)), caption});
    }
  }
  return figures;
}

std::vector<std::pair<std::string, std::string>> facts(const CompareResults& results) {
  const Comparison& c = results.comparison;
  const auto number = [](double value) { return report::significant(value, 5); };
  std::vector<std::pair<std::string, std::string>> rows;
  if (results.checkpoint) {
    const CheckpointFacts& checkpoint = *results.checkpoint;
    rows = {{"Checkpoint", fmt::format("{} ({})", checkpoint.layout, checkpoint.format)},
            {"Network", checkpoint.network},
            {"Compared", "outputs of the " + checkpoint.layer},
            {"Inputs", checkpoint.inputs}};
    if (!checkpoint.unmatched.empty()) rows.emplace_back("Left aside", left_aside(checkpoint));
  }
  const std::vector<std::pair<std::string, std::string>> found = {
      {"Data set", results.exact.dataset},
      {"Channel", results.exact.channel},
      {"Features", fmt::format("{} of rank {}", c.features, c.rank)},
      {"Compared with",
       results.pencil ? fmt::format("the top {} Ritz functions of the backbone's own {} features; "
                                    "their values are below the eigenvalues of the channel, up "
                                    "to the sampling error",
                                    c.dim,
                                    results.pencil->rank)
                      : fmt::format("the top {} exact functions", c.dim)},
      {"Constant function", c.centred ? "left out: features are centred" : "compared"},
      {"Cluster alignment", number(c.cluster_alignment)},
      {"Lowest cluster", number(c.lowest_alignment)},
      {"Mean cos²", number(c.mean_cos2)},
      {"Bound on the angles",
       std::isfinite(c.angle_bound) ? "|sin Θ| ≤ " + number(c.angle_bound) : "none: no gap"},
      {"CKA", std::isfinite(c.cka) ? number(c.cka) : "undefined"},
      {"Effective rank", number(c.effective_rank)},
      {"Exponent α of the features",
       std::isfinite(c.power_law.alpha) ? number(c.power_law.alpha) : "too few values"},
      {"Version", "eigenviews " + std::string(core::version())}};
  rows.insert(rows.end(), found.begin(), found.end());
  return rows;
}

report::Table cluster_table(const CompareResults& results) {
  report::Table table;
  table.header = {"functions", "eigenvalue", "captured", "expected"};
  const bool intervals = !results.intervals.empty();
  if (intervals) table.header.push_back("95 % interval");
  for (std::size_t i = 0; i < results.comparison.clusters.size(); ++i) {
    const auto& cluster = results.comparison.clusters[i];
    std::vector<std::string> row = {fmt::format("{}", fmt::join(cluster.indices, " ")),
                                    fmt::format("{:.8f}", cluster.eigenvalue),
                                    fmt::format("{:.6f}", cluster.captured),
                                    fmt::format("{:.6f}", cluster.expected)};
    if (intervals) {
      row.push_back(
          fmt::format("{:.4f} to {:.4f}", results.intervals[i].low, results.intervals[i].high));
    }
    table.rows.push_back(row);
  }
  table.caption =
      "Captured: mean over a cluster of the share of each exact function that lies in "
      "the span of the features. Expected: the same for an optimal space.";
  return table;
}

}  // namespace

std::string captured_svg(const CompareResults& results) {
  const auto& clusters = results.comparison.clusters;
  const auto count = static_cast<Index>(clusters.size());
  VectorXd captured(count), expected(count);
  for (Index i = 0; i < count; ++i) {
    captured[i] = clusters[static_cast<std::size_t>(i)].captured;
    expected[i] = clusters[static_cast<std::size_t>(i)].expected;
  }
  report::Chart chart =
      line_chart("", "cluster, in descending order of its eigenvalue", "energy captured");
  chart.series = {series(report::Mark::bars, captured, 0, "features"),
                  series(report::Mark::circles, expected, 1, "optimal space")};
  return report::chart_svg(chart);
}

std::string comparison_page(const CompareResults& results) {
  const Comparison& c = results.comparison;
  report::HtmlPage page("Learned span of " + results.exact.dataset);
  if (!c.aligned) {
    page.add_warning(fmt::format(
        "Not aligned: the lowest cluster is captured to {:.4f} of what is possible; more than {:g} "
        "is asked for{}.",
        c.lowest_alignment,
        1 - results.options.tolerance,
        c.rank < c.dim ? fmt::format(", and the features have rank {} only", c.rank) : ""));
  }
  page.add_section("Summary");
  page.add_facts(facts(results));
  page.add_section("Captured energy");
  page.add_figure({captured_svg(results), ""});
  page.add_table(cluster_table(results));
  if (const auto pairs = function_pairs(results); !pairs.empty()) {
    page.add_section("Exact functions and their part in the features");
    page.add_figures(pairs);
  }
  if (c.angles.size() > 0) {
    page.add_section("Principal angles");
    page.add_figure({angles_svg(c), ""});
  }
  if (c.ritz_values.size() > 0) {
    page.add_section("Ritz values and scales");
    page.add_figure({ritz_svg(c), "Ritz values never exceed the exact eigenvalues."});
    page.add_figure({scales_svg(c), ""});
  }
  page.add_section("Command");
  page.add_code(results.command_line);
  return page.text();
}

}  // namespace eigenviews::apps
