#include "probe/readouts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "readout/checks.hpp"
#include "readout/logistic.hpp"
#include "readout/neighbours.hpp"
#include "readout/ridge.hpp"

namespace eigenviews::apps {

namespace {

using nlohmann::ordered_json;

Eigen::Index class_count(const FeatureSet& set) {
  return static_cast<Eigen::Index>(set.classes.size());
}

void add_run(ReadoutResult& result,
             const FeatureSet& set,
             const Eigen::MatrixXd& test_scores,
             std::uint64_t seed = 0) {
  result.runs.push_back({seed, readout::accuracy_of(test_scores, set.test_labels)});
  if (result.runs.size() == 1) result.scores = test_scores;
}

ReadoutResult run_linear(const ProbeOptions& o,
                         const FeatureSet& set,
                         const NetworkParts& parts,
                         const core::ProgressListener& progress) {
  ReadoutResult result;
  result.seeded = true;
  result.settings = {{"optimizer", "adam"},
                     {"epochs", o.epochs},
                     {"batch-size", o.batch_size},
                     {"lr", o.lr},
                     {"weight-decay", o.weight_decay},
                     {"label-smoothing", o.label_smoothing}};
  std::vector<double> losses;
  for (std::int64_t i = 0; i < o.seeds; ++i) {
    const std::uint64_t seed = o.common.seed + static_cast<std::uint64_t>(i);
    const std::string phase = fmt::format("linear, run {} of {}", i + 1, o.seeds);
    const LinearRun run = parts.linear(set, o, seed, [&](const core::ProgressEvent& event) {
      core::report(progress, {phase, event.done, event.total, event.note});
    });
    result.sound = result.sound && run.finite && run.test_scores.allFinite();
    if (!result.sound) {
      result.note = fmt::format("stopped: run {} is no longer finite", i + 1);
      return result;
    }
    losses.push_back(run.loss);
    add_run(result, set, run.test_scores, seed);
  }
  result.found = {{"losses", losses}};
  result.note = fmt::format("last loss {:.4f}", losses.front());
  return result;
}

ReadoutResult run_ridge(const ProbeOptions& o, const FeatureSet& set) {
  const readout::RidgeFit fit =
      readout::fit_ridge(set.train,
                         readout::class_targets(set.train_labels, class_count(set)),
                         o.penalties);
  ReadoutResult result;
  result.settings = {{"penalties", o.penalties}};
  result.found = {
      {"penalty", fit.penalty},
      {"penalty_at_end", fit.at_end},
      {"loo_errors", std::vector<double>(fit.loo_errors.begin(), fit.loo_errors.end())}};
  result.note =
      fmt::format("penalty {:g}{}", fit.penalty, fit.at_end ? ", an end of the grid" : "");
  add_run(result, set, fit.scores.of(set.test));
  return result;
}

ReadoutResult run_logistic(const ProbeOptions& o,
                           const FeatureSet& set,
                           const core::ProgressListener& progress) {
  const readout::LogisticFit fit = readout::fit_logistic(
      set.train,
      set.train_labels,
      class_count(set),
      {.c = o.logistic_c, .tolerance = o.logistic_tolerance, .iterations = o.logistic_iterations},
      progress);
  ReadoutResult result;
  result.settings = {{"logistic-c", o.logistic_c},
                     {"logistic-tolerance", o.logistic_tolerance},
                     {"logistic-iterations", o.logistic_iterations}};
  result.found = {{"loss", fit.loss},
                  {"gradient", fit.gradient},
                  {"iterations", fit.iterations},
                  {"converged", fit.converged},
                  {"reason", fit.reason}};
  result.note = fmt::format("{} iterations, gradient {:.1e}", fit.iterations, fit.gradient);
  if (!fit.converged) result.note += ": " + fit.reason;
  result.sound = fit.converged;
  add_run(result, set, fit.scores.of(set.test));
  return result;
}

ReadoutResult run_neighbours(const ProbeOptions& o,
                             const FeatureSet& set,
                             const core::ProgressListener& progress) {
  constexpr Eigen::Index usual = 200;
  const readout::NeighbourOptions options{
      .k = o.k.value_or(std::min(usual, set.train.rows())),
      .metric = o.metric == "cosine" ? readout::Metric::cosine : readout::Metric::euclidean,
      .temperature = *o.temperature};
  ReadoutResult result;
  result.settings = {{"k", options.k}, {"metric", o.metric}, {"temperature", options.temperature}};
  result.note = fmt::format("k {}, {}", options.k, o.metric);
  if (options.temperature > 0) result.note += fmt::format(", temperature {:g}", *o.temperature);
  add_run(result,
          set,
          readout::neighbour_scores(set.train,
                                    set.train_labels,
                                    class_count(set),
                                    set.test,
                                    options,
                                    progress));
  return result;
}

ReadoutResult run_one(const std::string& name,
                      const ProbeOptions& options,
                      const FeatureSet& set,
                      const NetworkParts& parts,
                      const core::ProgressListener& progress) {
  if (name == "linear") return run_linear(options, set, parts, progress);
  if (name == "ridge") return run_ridge(options, set);
  if (name == "logistic") return run_logistic(options, set, progress);
  return run_neighbours(options, set, progress);
}

}  // namespace

double ReadoutResult::mean(double readout::Accuracy::*share) const {
  double sum = 0;
  for (const ReadoutRun& run : runs) sum += run.accuracy.*share;
  return sum / static_cast<double>(runs.size());
}

double ReadoutResult::deviation(double readout::Accuracy::*share) const {
  const double centre = mean(share);
  double sum = 0;
  for (const ReadoutRun& run : runs) sum += std::pow(run.accuracy.*share - centre, 2);
  return std::sqrt(sum / (static_cast<double>(runs.size()) - 1));
}

std::vector<ReadoutResult> run_readouts(const ProbeOptions& options,
                                        const FeatureSet& set,
                                        const NetworkParts& parts,
                                        const core::ProgressListener& progress) {
  readout::require_features("the training features", set.train);
  readout::require_features("the test features", set.test);
  readout::require_labels("the training labels",
                          set.train_labels,
                          set.train.rows(),
                          class_count(set));
  std::vector<ReadoutResult> results;
  for (const std::string& name : options.readouts) {
    const auto start = std::chrono::steady_clock::now();
    ReadoutResult result = run_one(name, options, set, parts, progress);
    result.name = name;
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace eigenviews::apps
