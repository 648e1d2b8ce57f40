#pragma once

#include <Eigen/Core>
#include <string>
#include <utility>
#include <vector>

#include "report/function_picture.hpp"
#include "report/html.hpp"

namespace eigenviews::report {

/// The originals at both ends of one singular function.
struct ExtremeRow {
  std::string caption;
  std::vector<Thumbnail> low;   ///< most negative first.
  std::vector<Thumbnail> high;  ///< most positive first.
};

/// What kernel_eig tells about one computed spectrum. Arrays have k values, in descending order of
/// sigma; indices count from 0, as in the files.
struct SpectrumReport {
  std::string title;
  std::vector<std::pair<std::string, std::string>>
      facts;                          ///< data set, channel, solver, times, ...
  std::vector<std::string> warnings;  ///< "not converged: ...", shown before everything else.
  Eigen::VectorXd sigma;
  Eigen::VectorXd eigenvalues;  ///< sigma^2
  Eigen::VectorXd residuals;
  Eigen::VectorXd bounds;       ///< on |eigenvalue - exact| of the operator that was built.
  Eigen::VectorXd closed_form;  ///< exact eigenvalues; empty where unknown.
  Eigen::VectorXd mc_error;  ///< Monte Carlo standard error of each eigenvalue; empty where none.
  std::vector<std::vector<Eigen::Index>> clusters;  ///< each index once, ascending.
  std::vector<FunctionPicture> functions;
  std::vector<ExtremeRow> extremes;  ///< empty where the originals are no images.
  std::string command_line;
};

/// Eigenvalue sigma^2 against index: clusters by alternating colours with a bracket "×m" over each
/// of m > 1, error bars (Monte Carlo error where there is one, else the bounds), closed form as
/// open circles. The axis is logarithmic where the largest eigenvalue is more than 50 times the
/// smallest positive one that is resolved (above its bound and its Monte Carlo error).
/// @throws core::InputError  sizes differ, a value is not finite, clusters do not hold each index
/// once.
[[nodiscard]] std::string spectrum_svg(const SpectrumReport& report);

/// The whole page: warnings, facts, spectrum, table, functions, extreme originals, command.
/// @throws core::InputError  as spectrum_svg and function_svg.
[[nodiscard]] std::string report_html(const SpectrumReport& report);

}  // namespace eigenviews::report
