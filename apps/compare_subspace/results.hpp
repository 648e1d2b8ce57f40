#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "compare_subspace/comparison.hpp"
#include "compare_subspace/options.hpp"
#include "compare_subspace/pencil_sides.hpp"
#include "kernel_eig/problem.hpp"
#include "report/output_folder.hpp"
#include "solver/bootstrap_energy.hpp"

namespace eigenviews::apps {

/// Everything that one run of compare_subspace found.
struct CompareResults {
  const CompareOptions& options;
  const ExactFunctions& exact;
  const Problem& problem;  ///< rebuilt from the folder's config.toml.
  const Eigen::MatrixXd& features;
  const Comparison& comparison;
  const std::optional<CheckpointFacts>& checkpoint;  ///< nothing where features were given.
  const std::optional<PencilSides>& pencil;          ///< where there is no exact kernel.
  std::vector<solver::EnergyInterval> intervals;     ///< one a cluster, or empty.
  std::string command_line;
  std::string config;
};

/// comparison.json (docs/file_formats.md).
[[nodiscard]] nlohmann::ordered_json comparison_json(const CompareResults& results);

/// The table for the terminal.
[[nodiscard]] std::string comparison_table(const CompareResults& results);

/// The tensors of the checkpoint that were left aside, in words: "3 tensors: a, b, c".
[[nodiscard]] std::string left_aside(const CheckpointFacts& checkpoint);

/// Writes comparison.json, config.toml, captured.svg, report.html and, where asked for,
/// features.npy, and commits them.
void write_comparison(const CompareResults& results, report::OutputFolder& folder);

}  // namespace eigenviews::apps
