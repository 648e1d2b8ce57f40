#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "kernel_eig/problem.hpp"
#include "report/output_folder.hpp"
#include "report/spectrum_report.hpp"
#include "solver/batch_error.hpp"
#include "solver/singular_triples.hpp"

namespace eigenviews::apps {

/// Everything that one run of kernel_eig found, from which all its files are made.
struct Results {
  const KernelEigOptions& options;
  const Problem& problem;
  const solver::SingularTriples& triples;
  std::optional<solver::BatchError> monte_carlo;
  Eigen::Index k_requested = 0;
  double build_s = 0;
  double solve_s = 0;
  std::string command_line;
  std::string config;

  [[nodiscard]] Eigen::VectorXd eigenvalues() const { return triples.sigma.cwiseAbs2(); }
  /// The first k closed-form eigenvalues, or empty.
  [[nodiscard]] Eigen::VectorXd closed_form() const;
  /// max_i |eigenvalue_i - closed form_i|; NaN where there is no closed form.
  [[nodiscard]] double max_abs_error() const;
  /// The triples converged, and a closed form is met to `closed_form_tolerance`.
  [[nodiscard]] bool checks_hold() const;
  static constexpr double closed_form_tolerance = 1e-10;  ///< max_abs_error <= this
};

/// summary.json (docs/file_formats.md).
[[nodiscard]] nlohmann::ordered_json summary(const Results& results);

/// The table for the terminal.
[[nodiscard]] std::string table(const Results& results);

/// Writes eigenpairs.npz, summary.json, config.toml, spectrum.svg, report.html and, if asked for,
/// channel.npz, and commits them.
void write_results(const Results& results, report::OutputFolder& folder);

}  // namespace eigenviews::apps
