#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "probe/feature_set.hpp"
#include "readout/accuracy.hpp"

namespace eigenviews::apps {

/// One run of a read-out; those without chance have one.
struct ReadoutRun {
  std::uint64_t seed = 0;
  readout::Accuracy accuracy;
};

/// What one read-out found.
struct ReadoutResult {
  std::string name;  ///< "linear", "ridge", "logistic", "knn"
  bool seeded = false;
  std::vector<ReadoutRun> runs;
  Eigen::MatrixXd scores;           ///< n_test x K, of the first run.
  nlohmann::ordered_json settings;  ///< by their option names.
  nlohmann::ordered_json found;     ///< what was chosen or reached: penalty, gradient, ...
  std::string note;                 ///< one line on `found`.
  bool sound = true;                ///< converged, and every number finite.
  double seconds = 0;

  /// Mean and sample standard deviation over the runs; the deviation of one run is NaN.
  [[nodiscard]] double mean(double readout::Accuracy::*share) const;
  [[nodiscard]] double deviation(double readout::Accuracy::*share) const;
};

/// Runs the read-outs that the options name, in their order.
/// @throws core::InputError  fewer than two classes, a feature that is not finite, -k beyond the
///     training rows, memory.
[[nodiscard]] std::vector<ReadoutResult> run_readouts(const ProbeOptions& options,
                                                      const FeatureSet& set,
                                                      const NetworkParts& parts,
                                                      const core::ProgressListener& progress);

}  // namespace eigenviews::apps
