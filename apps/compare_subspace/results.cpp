#include "compare_subspace/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/json_values.hpp"
#include "compare_subspace/page.hpp"
#include "core/version.hpp"
#include "data/printable.hpp"
#include "report/json_text.hpp"
#include "report/npz.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::VectorXd;
using nlohmann::ordered_json;

ordered_json clusters_json(const CompareResults& results) {
  ordered_json clusters = ordered_json::array();
  for (std::size_t i = 0; i < results.comparison.clusters.size(); ++i) {
    const solver::ClusterEnergy& cluster = results.comparison.clusters[i];
    ordered_json entry = {{"indices", cluster.indices},
                          {"eigenvalue", cluster.eigenvalue},
                          {"captured", cluster.captured},
                          {"expected", cluster.expected}};
    if (!results.intervals.empty()) {
      entry["captured_interval"] = {results.intervals[i].low, results.intervals[i].high};
    }
    clusters.push_back(entry);
  }
  return clusters;
}

ordered_json checkpoint_json(const CheckpointFacts& checkpoint) {
  return {{"format", checkpoint.format},
          {"layout", checkpoint.layout},
          {"network", checkpoint.network},
          {"layer", checkpoint.layer},
          {"inputs", checkpoint.inputs},
          {"unmatched", checkpoint.unmatched}};
}

ordered_json pencil_json(const PencilSides& pencil) {
  return {{"rank", pencil.rank},
          {"ritz_values", list(pencil.exact.eigenvalues)},
          {"errors", list(pencil.errors)},
          {"held_out", list_or_null(pencil.held_out)}};
}

std::string checkpoint_text(const CheckpointFacts& checkpoint) {
  std::string text = fmt::format("{} ({})\n{}\ninputs: {}\n",
                                 checkpoint.layout,
                                 checkpoint.format,
                                 checkpoint.network,
                                 checkpoint.inputs);
  if (!checkpoint.unmatched.empty()) text += "left aside: " + left_aside(checkpoint) + "\n";
  return text;
}

}  // namespace

std::string left_aside(const CheckpointFacts& checkpoint) {
  constexpr std::size_t most = 4;
  const auto& names = checkpoint.unmatched;
  const std::size_t count = std::min(most, names.size());
  std::string text = fmt::format("{} tensor{}", names.size(), names.size() == 1 ? "" : "s");
  for (std::size_t i = 0; i < count; ++i) {
    text += (i == 0 ? ": " : ", ") + data::excerpt(names[i]);
  }
  return text + (names.size() > count ? ", ..." : "");
}

ordered_json comparison_json(const CompareResults& results) {
  const Comparison& c = results.comparison;
  ordered_json j;
  j["tool"] = "compare_subspace";
  j["version"] = core::version();
  j["dataset"] = results.exact.dataset;
  j["channel"] = results.exact.channel;
  j["seed"] = results.options.common.seed;
  j["checkpoint"] = results.checkpoint ? checkpoint_json(*results.checkpoint) : ordered_json();
  j["features"] = c.features;
  j["dim"] = c.dim;
  j["rank"] = c.rank;
  j["principal_angles_rad"] = list(c.angles);
  j["mean_cos2"] = c.mean_cos2;
  j["clusters"] = clusters_json(results);
  j["cluster_alignment"] = c.cluster_alignment;
  j["lowest_alignment"] = c.lowest_alignment;
  j["feature_scales"] = list_or_null(c.feature_scales);
  j["predicted_scales"] = list_or_null(c.predicted_scales);
  j["ritz_values"] = list_or_null(c.ritz_values);
  j["eigenvalues"] = list(c.eigenvalues);
  j["pencil"] = results.pencil ? pencil_json(*results.pencil) : ordered_json();
  j["angle_bound"] = number_or_null(c.angle_bound);
  j["cka"] = number_or_null(c.cka);
  j["effective_rank"] = c.effective_rank;
  j["alpha"] = number_or_null(c.power_law.alpha);
  j["centred"] = c.centred;
  j["tolerance"] = results.options.tolerance;
  j["aligned"] = c.aligned;
  return j;
}

std::string comparison_table(const CompareResults& results) {
  const Comparison& c = results.comparison;
  std::string text = results.checkpoint ? checkpoint_text(*results.checkpoint) : "";
  text += fmt::format("{}: {} features of rank {} against the top {} {}{}\n",
                      results.exact.dataset,
                      c.features,
                      c.rank,
                      c.dim,
                      results.pencil ? "Ritz functions of the backbone" : "exact functions",
                      c.centred ? ", constant left out" : "");
  text += fmt::format("{:>12}  {:>12}  {:>9}  {:>9}  {}\n",
                      "functions",
                      "eigenvalue",
                      "captured",
                      "expected",
                      results.intervals.empty() ? "" : "95 % interval");
  for (std::size_t i = 0; i < c.clusters.size(); ++i) {
    const solver::ClusterEnergy& cluster = c.clusters[i];
    const std::string name =
        cluster.indices.size() == 1
            ? fmt::format("{}", cluster.indices.front())
            : fmt::format("{}-{}", cluster.indices.front(), cluster.indices.back());
    text += fmt::format("{:>12}  {:>12.8f}  {:>9.6f}  {:>9.6f}",
                        name,
                        cluster.eigenvalue,
                        cluster.captured,
                        cluster.expected);
    if (!results.intervals.empty()) {
      text +=
          fmt::format("  [{:.4f}, {:.4f}]", results.intervals[i].low, results.intervals[i].high);
    }
    text += '\n';
  }
  text += fmt::format(
      "cluster alignment {:.6f} (lowest {:.6f}), mean cos^2 {:.6f}, largest angle "
      "{:.3g} rad: {}\n",
      c.cluster_alignment,
      c.lowest_alignment,
      c.mean_cos2,
      c.angles.size() > 0 ? c.angles.maxCoeff() : NAN,
      c.aligned ? "aligned" : "NOT aligned");
  return text;
}

void write_comparison(const CompareResults& results, report::OutputFolder& folder) {
  folder.write("config.toml", results.config);
  folder.write("captured.svg", captured_svg(results));
  if (results.options.export_features) {
    folder.write("features.npy", report::npy_bytes(results.features));
  }
  folder.write("report.html", comparison_page(results));
  folder.write("comparison.json", report::json_text(comparison_json(results)));
  folder.commit();
}

}  // namespace eigenviews::apps
