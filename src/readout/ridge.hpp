#pragma once

#include <Eigen/Core>
#include <vector>

#include "readout/linear_scores.hpp"

namespace eigenviews::readout {

struct RidgeFit {
  LinearScores scores;
  double penalty = 0;          ///< the chosen alpha.
  Eigen::VectorXd loo_errors;  ///< for each penalty: mean squared leave-one-out error.
  bool at_end = false;         ///< of several penalties the least or largest one was chosen.
};

/// Ridge regression with an unpenalised intercept, its penalty chosen by leave-one-out:
///
///   min over W, b of |Y - X W - 1 b|_F^2 + alpha |W|_F^2,
///
/// for each alpha of the grid; the one with the smallest mean over rows and columns of squared
/// leave-one-out residuals e_i = (y_i - yhat_i) / (1 - h_i) wins, the first in the grid's order of
/// equal ones. h_i = 1/n + sum_j z_ij^2 / (l_j + alpha) is the leverage, with l_j the eigenvalues
/// of the centred Gram matrix X_c^T X_c and Z = X_c V the features in its eigenvectors: exact, and
/// no second fit is needed. The same as scikit-learn's Ridge (one penalty) and RidgeCV (several, cv
/// = None); on class_targets the same as RidgeClassifier and RidgeClassifierCV.
///
/// @param features   n x p, n >= 2.
/// @param targets    n x K.
/// @param penalties  each finite and > 0, at least one.
/// @throws core::InputError  shapes, numbers that are not finite, penalties out of range, memory.
/// Accuracy: relative to the fitted values O(eps l_1 / alpha) in directions with l_j below alpha.
/// Cost: n p^2 + p^3, then n p K for each penalty; memory for a copy of the features.
/// Source: leave-one-out through leverages: G. Golub, M. Heath, G. Wahba, Technometrics 21 (1979).
[[nodiscard]] RidgeFit fit_ridge(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                 const Eigen::Ref<const Eigen::MatrixXd>& targets,
                                 const std::vector<double>& penalties);

/// n x classes: 1 in the column of the label, -1 elsewhere. The read-out of these predicts the
/// class of the largest score, as RidgeClassifier does.
/// @throws core::InputError  a label not in [0, classes), fewer than two classes.
[[nodiscard]] Eigen::MatrixXd class_targets(const std::vector<int>& labels, Eigen::Index classes);

}  // namespace eigenviews::readout
