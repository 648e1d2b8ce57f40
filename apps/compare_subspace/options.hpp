#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "common/common_options.hpp"
#include "compare_subspace/checkpoint_reader.hpp"
#include "compare_subspace/comparison.hpp"

namespace eigenviews::apps {

struct CompareOptions {
  CommonOptions common;
  std::string eig;
  std::string features;
  std::string ckpt;
  std::string layer = "projector";
  std::optional<std::string> arch;
  std::optional<double> width;
  std::optional<std::string> stem;
  std::optional<std::string> normalise;
  std::optional<std::int64_t> dim;
  std::string centred = "auto";
  double tolerance = 0.05;
  std::optional<double> beta;
  std::int64_t bootstrap = 200;
  bool export_features = false;
  std::int64_t n = 2000;
  std::int64_t views = 4;

  [[nodiscard]] ComparisonOptions comparison() const;
  [[nodiscard]] CheckpointRequest checkpoint() const;
};

/// Adds every option of compare_subspace to `app`; `options` must outlive it.
void add_compare_options(CLI::App& app, CompareOptions& options);

/// Refuses values that no input allows. @throws core::InputError.
void validate(const CompareOptions& options);

}  // namespace eigenviews::apps
