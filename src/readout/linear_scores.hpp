#pragma once

#include <Eigen/Core>
#include <vector>

namespace eigenviews::readout {

/// A linear read-out of p features: one column of weights a score.
struct LinearScores {
  Eigen::MatrixXd weights;       ///< p x K.
  Eigen::RowVectorXd intercept;  ///< K values.

  /// X W + 1 b, n x K. @param features  n x p.
  [[nodiscard]] Eigen::MatrixXd of(const Eigen::Ref<const Eigen::MatrixXd>& features) const {
    return (features * weights).rowwise() + intercept;
  }
};

}  // namespace eigenviews::readout
