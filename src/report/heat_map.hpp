#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace eigenviews::report {

/// A table of numbers drawn as shaded cells, for example a phase map.
struct HeatMap {
  std::string title;
  std::string x_label, y_label;
  std::vector<std::string> columns, rows;  ///< their names; row 0 is drawn at the bottom.
  Eigen::MatrixXd values;                  ///< rows x columns; NaN is an empty cell.
  std::vector<std::string> texts;          ///< of the cells, row by row.
  /// rows x columns, or empty: a line is drawn between neighbours of which one is marked.
  Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> marked;
};

/// The map as one SVG element, shaded from 0 (paper) to the largest value. The same map gives the
/// same bytes.
/// @throws core::InputError  no cell, names, values, texts or marks of different sizes, a value
/// that
///                           is infinite or negative.
[[nodiscard]] std::string heat_map_svg(const HeatMap& map);

}  // namespace eigenviews::report
