#pragma once

#include <Eigen/Core>
#include <vector>

namespace eigenviews::readout {

/// How well scores tell the classes of n originals.
struct Accuracy {
  double top1 = 0;            ///< share whose class has the largest score.
  double top5 = 0;            ///< share whose class is among the five largest scores.
  Eigen::MatrixXi confusion;  ///< K x K: originals of class (row) that were taken for (column).
};

/// Equal scores: the lower class comes first.
/// @param scores  n x K, finite, one row an original.
/// @param labels  n numbers in [0, K).
/// @throws core::InputError  shapes, labels, scores that are not finite.
[[nodiscard]] Accuracy accuracy_of(const Eigen::Ref<const Eigen::MatrixXd>& scores,
                                   const std::vector<int>& labels);

/// One class of a confusion matrix; 0 / 0 is NaN.
struct ClassAccuracy {
  int count = 0;         ///< originals of the class.
  double precision = 0;  ///< of those taken for the class, the share that is.
  double recall = 0;     ///< of those of the class, the share taken for it.
  double f1 = 0;         ///< 2 hits / (count + taken for it).
};
[[nodiscard]] std::vector<ClassAccuracy> class_accuracies(const Eigen::MatrixXi& confusion);

}  // namespace eigenviews::readout
