#pragma once

#include <Eigen/Core>
#include <vector>

#include "core/progress.hpp"

namespace eigenviews::readout {

enum class Metric {
  cosine,     ///< closeness x . y / (|x| |y|), 0 where one of the two is 0.
  euclidean,  ///< closeness -|x - y|.
};

struct NeighbourOptions {
  Eigen::Index k = 200;
  Metric metric = Metric::cosine;
  double temperature = 0.1;  ///< a neighbour counts exp(closeness / temperature); 0: each counts 1.
};

/// The share of each class among the k nearest training rows of each query, n x classes; every row
/// sums to 1.
///
/// Equally close rows: the one of the lower number is nearer. Closeness is compared exactly as a
/// plain sum over the features in their order gives it; a matrix product only finds the candidates.
/// The class of the largest score is the prediction, of equal ones the lower. With temperature 0
/// the same as scikit-learn's KNeighborsClassifier(metric="cosine" or "euclidean"); with a
/// temperature as with weights = exp((1 - distance) / t), the usual read-out of self-supervised
/// features (Z. Wu et al., CVPR 2018).
///
/// @param train, queries  n_train x p and n x p, finite.
/// @param labels          n_train numbers in [0, classes).
/// @param progress        told of the queries done; may throw.
/// @throws core::InputError  shapes, labels, k not in [1, n_train], temperature not finite or < 0,
/// a
///     temperature with the Euclidean metric, memory.
/// Cost: n_train n p multiply-adds in BLAS, and n (n_train + k p).
[[nodiscard]] Eigen::MatrixXd neighbour_scores(const Eigen::Ref<const Eigen::MatrixXd>& train,
                                               const std::vector<int>& labels,
                                               Eigen::Index classes,
                                               const Eigen::Ref<const Eigen::MatrixXd>& queries,
                                               const NeighbourOptions& options,
                                               const core::ProgressListener& progress = {});

/// The same by comparing each query with each training row: the oracle of its tests.
[[nodiscard]] Eigen::MatrixXd neighbour_scores_plain(
    const Eigen::Ref<const Eigen::MatrixXd>& train,
    const std::vector<int>& labels,
    Eigen::Index classes,
    const Eigen::Ref<const Eigen::MatrixXd>& queries,
    const NeighbourOptions& options);

}  // namespace eigenviews::readout
