#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/common_options.hpp"
#include "compare_subspace/checkpoint_reader.hpp"

namespace eigenviews::apps {

struct ProbeOptions {
  CommonOptions common;
  // Features: of a checkpoint on a data set, or from files. An empty text is not given.
  std::string ckpt, layer = "backbone";
  std::string arch, stem, normalise, augment;
  std::optional<double> width;
  std::string dataset;  ///< not given: that of the checkpoint.
  std::string data_dir, test;
  std::optional<std::int64_t> n, test_n;
  std::int64_t average = 1;
  bool no_cache = false;
  std::string features, labels, test_features, test_labels;
  // Read-outs.
  std::vector<std::string> readouts;  ///< empty: linear (with LibTorch), ridge and knn.
  std::int64_t seeds = 3;
  std::int64_t epochs = 200, batch_size = 512;
  double lr = 1e-3, weight_decay = 1e-6, label_smoothing = 0.1;
  std::vector<double> penalties = {1e-4, 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
  double logistic_c = 1, logistic_tolerance = 1e-4;
  std::int64_t logistic_iterations = 5000;
  std::optional<std::int64_t> k;
  std::string metric = "cosine";
  std::optional<double> temperature;
  bool export_scores = false;

  [[nodiscard]] CheckpointRequest checkpoint() const;
  [[nodiscard]] bool wants(const std::string& readout) const;
};

/// Adds every option of probe to `app`; `options` must outlive it.
void add_probe_options(CLI::App& app, ProbeOptions& options);

/// Refuses values that no input allows, and fills in the read-outs.
/// @param with_torch  whether this build has LibTorch.
/// @throws core::InputError.
void validate(ProbeOptions& options, bool with_torch);

}  // namespace eigenviews::apps
