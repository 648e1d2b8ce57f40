#include "readout/ridge.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "readout/checks.hpp"
#include "readout/principal_coordinates.hpp"

namespace eigenviews::readout {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

void require_penalties(const std::vector<double>& penalties) {
  if (penalties.empty()) core::reject("fit_ridge", "there must be a penalty", "none");
  for (const double penalty : penalties) {
    if (penalty > 0 && std::isfinite(penalty)) continue;
    core::reject("fit_ridge", "penalties must be finite and > 0", penalty);
  }
}

// The centred problem in the eigenvectors of its Gram matrix.
struct EigenProblem : PrincipalCoordinates {
  MatrixXd products;  // p x K, Z^T Y_c
  RowVectorXd target_mean;
};

EigenProblem diagonalise(const Eigen::Ref<const MatrixXd>& x, const Eigen::Ref<const MatrixXd>& y) {
  EigenProblem problem{principal_coordinates(x), {}, y.colwise().mean()};
  problem.products = problem.z.transpose() * (y.rowwise() - problem.target_mean);
  return problem;
}

// Coefficients of the eigenvectors, p x K.
MatrixXd coefficients(const EigenProblem& problem, double penalty) {
  return (problem.values.array() + penalty).inverse().matrix().asDiagonal() * problem.products;
}

double leave_one_out_error(const EigenProblem& problem,
                           const Eigen::Ref<const MatrixXd>& y,
                           const Eigen::Ref<const MatrixXd>& z_squared,
                           double penalty) {
  const VectorXd leverage =
      (z_squared * (problem.values.array() + penalty).inverse().matrix()).array() +
      1.0 / static_cast<double>(y.rows());
  const MatrixXd fitted =
      (problem.z * coefficients(problem, penalty)).rowwise() + problem.target_mean;
  const VectorXd weight = (1 - leverage.array()).inverse().square();
  return ((y - fitted).rowwise().squaredNorm().array() * weight.array()).sum() /
         static_cast<double>(y.size());
}

}  // namespace

MatrixXd class_targets(const std::vector<int>& labels, Index classes) {
  const auto rows = static_cast<Index>(labels.size());
  require_labels("class_targets", labels, rows, classes);
  MatrixXd targets = MatrixXd::Constant(rows, classes, -1);
  for (Index i = 0; i < rows; ++i) targets(i, labels[static_cast<std::size_t>(i)]) = 1;
  return targets;
}

RidgeFit fit_ridge(const Eigen::Ref<const MatrixXd>& features,
                   const Eigen::Ref<const MatrixXd>& targets,
                   const std::vector<double>& penalties) {
  require_features("fit_ridge", features);
  require_features("fit_ridge, targets", targets);
  require_penalties(penalties);
  if (features.rows() != targets.rows() || features.rows() < 2) {
    core::reject("fit_ridge",
                 "features and targets need the same number of rows, at least 2",
                 fmt::format("{} and {}", features.rows(), targets.rows()));
  }
  core::require_memory("ridge regression",
                       8.0 * (2 * static_cast<double>(features.size()) +
                              3 * std::pow(static_cast<double>(features.cols()), 2)),
                       "use fewer originals (--n)");
  const EigenProblem problem = diagonalise(features, targets);
  const MatrixXd z_squared = problem.z.cwiseAbs2();
  RidgeFit fit;
  fit.loo_errors.resize(static_cast<Index>(penalties.size()));
  for (Index i = 0; i < fit.loo_errors.size(); ++i) {
    fit.loo_errors[i] =
        leave_one_out_error(problem, targets, z_squared, penalties[static_cast<std::size_t>(i)]);
  }
  Index best = 0;
  fit.loo_errors.minCoeff(&best);
  fit.penalty = penalties[static_cast<std::size_t>(best)];
  const auto [least, largest] = std::minmax_element(penalties.begin(), penalties.end());
  fit.at_end = *least < *largest && (fit.penalty == *least || fit.penalty == *largest);
  fit.scores.weights = problem.vectors * coefficients(problem, fit.penalty);
  fit.scores.intercept = problem.target_mean - problem.mean * fit.scores.weights;
  return fit;
}

}  // namespace eigenviews::readout
