#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace eigenviews::apps {

/// A K x K confusion matrix as one SVG element: a cell's shade is its share of its row. Up to 20
/// classes have their names and counts in it; up to 1024 their cells alone.
/// @throws core::InputError  another number of names, no class.
[[nodiscard]] std::string confusion_svg(const Eigen::MatrixXi& confusion,
                                        const std::vector<std::string>& names);

}  // namespace eigenviews::apps
