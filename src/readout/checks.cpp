#include "readout/checks.hpp"

#include <cmath>

#include "core/errors.hpp"

namespace eigenviews::readout {

using Eigen::Index;

void require_features(std::string_view where, const Eigen::Ref<const Eigen::MatrixXd>& features) {
  if (features.rows() < 1 || features.cols() < 1) {
    core::reject(where,
                 "there must be features with at least one row and one column",
                 fmt::format("{} x {}", features.rows(), features.cols()));
  }
  for (Index j = 0; j < features.cols(); ++j) {
    for (Index i = 0; i < features.rows(); ++i) {
      if (std::isfinite(features(i, j))) continue;
      core::reject(where,
                   "every feature must be finite",
                   fmt::format("{} in row {}, column {}", features(i, j), i, j));
    }
  }
}

void require_labels(std::string_view where,
                    const std::vector<int>& labels,
                    Index rows,
                    Index classes) {
  if (classes < 2) core::reject(where, "at least two classes", classes);
  if (static_cast<Index>(labels.size()) != rows) {
    core::reject(where, fmt::format("one label for each of the {} rows", rows), labels.size());
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] >= 0 && labels[i] < classes) continue;
    core::reject(where,
                 fmt::format("labels lie between 0 and {}", classes - 1),
                 fmt::format("{} in row {}", labels[i], i));
  }
}

}  // namespace eigenviews::readout
