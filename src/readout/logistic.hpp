#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "readout/linear_scores.hpp"

namespace eigenviews::readout {

struct LogisticOptions {
  double c = 1;                    ///< inverse strength of the penalty, > 0.
  double tolerance = 1e-4;         ///< converged: max |gradient| <= tolerance; > 0.
  std::int64_t iterations = 5000;  ///< at most, >= 1.
};

struct LogisticFit {
  LinearScores scores;
  double loss = 0;      ///< the minimised function.
  double gradient = 0;  ///< max |gradient| there.
  std::int64_t iterations = 0;
  bool converged = false;  ///< gradient <= tolerance.
  std::string reason;      ///< why the iteration ended, in words.
};

/// Multinomial logistic regression with an L2 penalty and an unpenalised intercept:
///
///   min over W, b of 1/n sum_i -log softmax(x_i W + b)_{y_i} + s / (2 c n) |W|_F^2,
///
/// s = 1, and s = 2 for two classes, where scikit-learn has one column w_1 - w_0 in place of two:
/// so c is the C of its LogisticRegression, and the scores give its probabilities. Started from 0
/// and minimised by L-BFGS (liblbfgs) with features taken relative to their means, which changes
/// the intercept alone.
///
/// @param features  n x p, finite.
/// @param labels    n numbers in [0, classes).
/// @param progress  told of each iteration; may throw.
/// @throws core::InputError  shapes, labels, options out of range, memory.
/// Accuracy: the function is convex; |W - W*| <= c n |gradient|, up to that of the intercept. A
/// gradient below about 1e-8 times the features' scale is out of reach: the line search compares
/// values of the function, which rounding leaves alike there.
/// Cost: 4 n p K operations in BLAS an evaluation, about one an iteration; features of networks
/// take hundreds to thousands of iterations, which scaling them does not change much.
/// Source: D. Liu, J. Nocedal, Math. Programming 45 (1989) 503-528.
[[nodiscard]] LogisticFit fit_logistic(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                       const std::vector<int>& labels,
                                       Eigen::Index classes,
                                       const LogisticOptions& options,
                                       const core::ProgressListener& progress = {});

/// The minimised function and its gradient at W (p x K) and b.
struct LogisticLoss {
  double value = 0;
  Eigen::MatrixXd weights;       ///< d value / d W.
  Eigen::RowVectorXd intercept;  ///< d value / d b.
};
[[nodiscard]] LogisticLoss logistic_loss(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                         const std::vector<int>& labels,
                                         const LinearScores& at,
                                         double c);

}  // namespace eigenviews::readout
