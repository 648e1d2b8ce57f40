#pragma once

#include <Eigen/Core>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compare_subspace/checkpoint_reader.hpp"
#include "core/progress.hpp"
#include "data/originals.hpp"
#include "probe/options.hpp"

namespace eigenviews::apps {

/// Features with labels, for a read-out and for its test.
struct FeatureSet {
  Eigen::MatrixXd train, test;                 ///< n x p
  std::vector<int> train_labels, test_labels;  ///< in [0, classes.size())
  std::vector<std::string> classes;            ///< their names
};

/// Where they come from.
struct FeatureFacts {
  std::string dataset;  ///< empty for feature files.
  std::string test_from;
  std::optional<CheckpointFacts> checkpoint;
  std::string views;  ///< "clean", or over what features are averaged.
  bool cached = false;
  double seconds = 0;  ///< to compute them.
};

/// A checkpoint whose network is ready for originals of one kind.
class FeatureNetwork {
 public:
  virtual ~FeatureNetwork() = default;
  [[nodiscard]] virtual CheckpointFacts facts() const = 0;
  /// Of what the averaged views are: "ssl:size=28,..."; empty where features are clean.
  [[nodiscard]] virtual std::string views() const = 0;
  /// One row an original.
  [[nodiscard]] virtual Eigen::MatrixXd features(const data::Originals& originals,
                                                 const core::ProgressListener& progress) = 0;
};

/// The training data set of a checkpoint of train_ssl.
struct TrainedOn {
  std::string dataset, data_dir;
};

/// What a linear read-out of one seed found.
struct LinearRun {
  Eigen::MatrixXd test_scores;  ///< n_test x K
  double loss = 0;              ///< over the last epoch of its training.
  bool finite = true;
};

/// The parts of probe that need LibTorch; empty functions in a build without.
struct NetworkParts {
  /// Nothing for a checkpoint of another program.
  std::function<std::optional<TrainedOn>(const std::string& path)> trained_on;
  /// @param train  originals of the kind that features() will be asked for.
  std::function<std::unique_ptr<FeatureNetwork>(const ProbeOptions& options,
                                                const data::Originals& train)>
      open;
  std::function<LinearRun(const FeatureSet& set,
                          const ProbeOptions& options,
                          std::uint64_t seed,
                          const core::ProgressListener& progress)>
      linear;
};

/// The features that the options name. Those of a checkpoint are kept in `cache` and taken from
/// there where the checkpoint's bytes, the originals and the options are the same.
/// @param cache  a .npz file that need not exist; empty: none.
/// @throws core::InputError, core::FileError  see the options, the data set and the files.
struct ProbeFeatures {
  FeatureSet set;
  FeatureFacts facts;
};
[[nodiscard]] ProbeFeatures collect_features(const ProbeOptions& options,
                                             const NetworkParts& parts,
                                             const std::string& cache,
                                             const core::ProgressListener& progress);

}  // namespace eigenviews::apps
