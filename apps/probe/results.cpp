#include "probe/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/json_values.hpp"
#include "core/version.hpp"
#include "probe/page.hpp"
#include "report/json_text.hpp"
#include "report/npz.hpp"

namespace eigenviews::apps {

namespace {

using nlohmann::ordered_json;
using readout::Accuracy;

ordered_json checkpoint_json(const ProbeResults& r) {
  if (!r.features.facts.checkpoint) return {};
  const CheckpointFacts& facts = *r.features.facts.checkpoint;
  return {{"path", r.options.ckpt},
          {"format", facts.format},
          {"layout", facts.layout},
          {"network", facts.network},
          {"inputs", facts.inputs},
          {"unmatched", facts.unmatched}};
}

ordered_json feature_json(const ProbeResults& r) {
  const FeatureSet& set = r.features.set;
  const FeatureFacts& facts = r.features.facts;
  ordered_json j;
  j["layer"] = facts.checkpoint ? ordered_json(facts.checkpoint->layer) : ordered_json();
  j["dimension"] = set.train.cols();
  j["average"] = r.options.average;
  j["views"] = facts.views.empty() ? ordered_json() : ordered_json(facts.views);
  j["n_train"] = set.train.rows();
  j["n_test"] = set.test.rows();
  j["cached"] = facts.cached;
  j["seconds"] = facts.seconds;
  return j;
}

ordered_json confusion_json(const Eigen::MatrixXi& confusion) {
  ordered_json rows = ordered_json::array();
  for (Eigen::Index i = 0; i < confusion.rows(); ++i) {
    const Eigen::RowVectorXi row = confusion.row(i);
    rows.push_back(std::vector<int>(row.begin(), row.end()));
  }
  return rows;
}

ordered_json classes_json(const Eigen::MatrixXi& confusion, const std::vector<std::string>& names) {
  ordered_json list = ordered_json::array();
  const auto classes = readout::class_accuracies(confusion);
  for (std::size_t k = 0; k < classes.size(); ++k) {
    list.push_back({{"class", names[k]},
                    {"count", classes[k].count},
                    {"precision", number_or_null(classes[k].precision)},
                    {"recall", number_or_null(classes[k].recall)},
                    {"f1", number_or_null(classes[k].f1)}});
  }
  return list;
}

ordered_json readout_json(const ReadoutResult& result, const std::vector<std::string>& names) {
  ordered_json j;
  j["name"] = result.name;
  j["top1"] = number_or_null(result.mean(&Accuracy::top1));
  j["top5"] = number_or_null(result.mean(&Accuracy::top5));
  j["top1_deviation"] = number_or_null(result.deviation(&Accuracy::top1));
  j["top5_deviation"] = number_or_null(result.deviation(&Accuracy::top5));
  j["runs"] = ordered_json::array();
  for (const ReadoutRun& run : result.runs) {
    j["runs"].push_back({{"seed", result.seeded ? ordered_json(run.seed) : ordered_json()},
                         {"top1", run.accuracy.top1},
                         {"top5", run.accuracy.top5}});
  }
  j["settings"] = result.settings;
  j["found"] = result.found;
  j["sound"] = result.sound;
  j["seconds"] = result.seconds;
  if (result.runs.empty()) return j;
  const Eigen::MatrixXi& confusion = result.runs.front().accuracy.confusion;
  j["confusion"] = confusion_json(confusion);
  j["per_class"] = classes_json(confusion, names);
  return j;
}

// "0.8312 ± 0.0009", without a spread where there is one run.
std::string share_text(const ReadoutResult& result, double Accuracy::*share) {
  if (result.runs.empty()) return "-";
  const double spread = result.deviation(share);
  const std::string mean = fmt::format("{:.4f}", result.mean(share));
  return std::isfinite(spread) ? fmt::format("{} ± {:.4f}", mean, spread) : mean;
}

}  // namespace

bool ProbeResults::sound() const {
  return std::all_of(readouts.begin(), readouts.end(), [](const auto& r) { return r.sound; });
}

std::string views_text(const ProbeResults& r) {
  if (!r.features.facts.checkpoint) return "as given";
  if (r.options.average == 1) return "of the originals alone";
  return fmt::format("mean over the original and {} view{}: {}",
                     r.options.average - 1,
                     r.options.average == 2 ? "" : "s",
                     r.features.facts.views);
}

ordered_json probe_json(const ProbeResults& r) {
  const FeatureFacts& facts = r.features.facts;
  ordered_json j;
  j["tool"] = "probe";
  j["version"] = core::version();
  j["dataset"] = facts.dataset.empty() ? ordered_json() : ordered_json(facts.dataset);
  j["test"] = facts.test_from;
  j["checkpoint"] = checkpoint_json(r);
  j["feature"] = feature_json(r);
  j["classes"] = r.features.set.classes;
  j["seed"] = r.options.common.seed;
  j["readouts"] = ordered_json::array();
  for (const ReadoutResult& result : r.readouts) {
    j["readouts"].push_back(readout_json(result, r.features.set.classes));
  }
  j["sound"] = r.sound();
  return j;
}

std::string probe_table(const ProbeResults& r) {
  const FeatureSet& set = r.features.set;
  const FeatureFacts& facts = r.features.facts;
  std::string text;
  if (facts.checkpoint) {
    text = fmt::format("{} ({})\n{}\n{}: features of the {}, {}{}\n",
                       facts.checkpoint->layout,
                       facts.checkpoint->format,
                       facts.checkpoint->network,
                       facts.dataset,
                       facts.checkpoint->layer,
                       views_text(r),
                       facts.cached ? " (from features.npz)" : "");
  }
  text += fmt::format("{} x {} features, {} for the test ({}), {} classes\n",
                      set.train.rows(),
                      set.train.cols(),
                      set.test.rows(),
                      facts.test_from,
                      set.classes.size());
  text += fmt::format("{:<10}{:<18}{:<18}{}\n", "read-out", "top-1", "top-5", "");
  for (const ReadoutResult& result : r.readouts) {
    text += fmt::format("{:<10}{:<18}{:<18}{}\n",
                        result.name,
                        share_text(result, &Accuracy::top1),
                        share_text(result, &Accuracy::top5),
                        result.note);
  }
  return text;
}

void write_probe(const ProbeResults& results, report::OutputFolder& folder) {
  folder.write("config.toml", results.config);
  folder.write("report.html", probe_page(results));
  if (results.options.export_scores) {
    report::NpzWriter npz;
    for (const ReadoutResult& result : results.readouts) npz.add(result.name, result.scores);
    npz.save(folder.path_for("scores.npz"));
  }
  folder.write("probe.json", report::json_text(probe_json(results)));
  folder.commit({"scores.npz"});
}

}  // namespace eigenviews::apps
