#include "readout/accuracy.hpp"

#include "readout/checks.hpp"

namespace eigenviews::readout {

using Eigen::Index;

Accuracy accuracy_of(const Eigen::Ref<const Eigen::MatrixXd>& scores,
                     const std::vector<int>& labels) {
  require_features("accuracy", scores);
  require_labels("accuracy", labels, scores.rows(), scores.cols());
  Accuracy accuracy;
  accuracy.confusion.setZero(scores.cols(), scores.cols());
  Index hits = 0, among_five = 0;
  for (Index i = 0; i < scores.rows(); ++i) {
    const Index label = labels[static_cast<std::size_t>(i)];
    const auto row = scores.row(i);
    Index first = 0, before = 0;  // the prediction; classes that come before the true one
    for (Index k = 0; k < row.size(); ++k) {
      if (row[k] > row[first]) first = k;
      if (row[k] > row[label] || (row[k] == row[label] && k < label)) ++before;
    }
    ++accuracy.confusion(label, first);
    if (before < 1) ++hits;
    if (before < 5) ++among_five;
  }
  const auto n = static_cast<double>(scores.rows());
  accuracy.top1 = static_cast<double>(hits) / n;
  accuracy.top5 = static_cast<double>(among_five) / n;
  return accuracy;
}

std::vector<ClassAccuracy> class_accuracies(const Eigen::MatrixXi& confusion) {
  std::vector<ClassAccuracy> classes;
  for (Index k = 0; k < confusion.rows(); ++k) {
    const int count = confusion.row(k).sum(), taken = confusion.col(k).sum();
    const double hits = confusion(k, k);
    classes.push_back({.count = count,
                       .precision = hits / taken,
                       .recall = hits / count,
                       .f1 = 2 * hits / (count + taken)});
  }
  return classes;
}

}  // namespace eigenviews::readout
