#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sweep/row.hpp"

namespace eigenviews::apps {

/// A picture of the page, also written as NAME.svg.
struct SweepFigure {
  std::string name;
  std::string section;
  std::string svg;
  std::string caption;
};

/// Every figure that the rows have the numbers for, from these alone:
///   accuracy, alignment and active modes against d, at the best beta of each d and at a fixed one;
///   learning curves for each m; accuracy against m where originals times m is fixed; error against
///   training time with its Pareto front; the (beta, d) map of active modes beside the theory's
///   count; and the beta that is best for each d, measured and predicted.
/// Where several seeds were run, means over them with the standard error of the mean as bars.
[[nodiscard]] std::vector<SweepFigure> sweep_figures(const std::vector<Row>& rows);

[[nodiscard]] std::string sweep_page(const std::vector<Row>& rows,
                                     const std::vector<SweepFigure>& figures,
                                     const std::string& command_line);

/// Counts of cells by status, and the best cell of each loss.
[[nodiscard]] nlohmann::ordered_json sweep_summary(const std::vector<Row>& rows);

/// One cell for the terminal.
[[nodiscard]] std::string line_of(const Row& row);

}  // namespace eigenviews::apps
