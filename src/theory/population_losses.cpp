#include "theory/population_losses.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

using checks::Matrix;
using checks::Values;
using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

void require_features(std::string_view where, const Values& s, const Matrix& w) {
  checks::spectrum(where, s);
  checks::shape(where, "W", w, s.size(), w.cols());
}

MatrixXd off_diagonal(MatrixXd matrix) {
  matrix.diagonal().setZero();
  return matrix;
}

// tr(C - C_plus) = tr W^T (I - S) W
LossAndGradient invariance(const Values& s, const MatrixXd& w) {
  const MatrixXd residual = (1 - s.array()).matrix().asDiagonal() * w;
  return {w.cwiseProduct(residual).sum(), 2 * residual};
}

struct UnitColumns {
  MatrixXd columns;
  VectorXd norms;
};

UnitColumns unit_columns(std::string_view where, const Matrix& w) {
  const VectorXd norms = w.colwise().norm();
  if (!(norms.minCoeff() > 0)) {
    core::reject(where, "a feature of unit variance needs a column of W that is not zero", 0);
  }
  return {w * norms.cwiseInverse().asDiagonal(), norms};
}

// The gradient through w / |w|: the part orthogonal to each column, over its norm.
void through_unit_columns(const UnitColumns& unit, MatrixXd& gradient) {
  const VectorXd along = unit.columns.cwiseProduct(gradient).colwise().sum();
  gradient -= unit.columns * along.asDiagonal();
  gradient *= unit.norms.cwiseInverse().asDiagonal();
}

LossAndGradient barlow_twins(const Values& s, double lambda, const MatrixXd& w) {
  const MatrixXd sw = s.asDiagonal() * w;
  const MatrixXd c_plus = w.transpose() * sw;
  const ArrayXd missing = 1 - c_plus.diagonal().array();
  const MatrixXd others = off_diagonal(c_plus);
  LossAndGradient result;
  result.value = missing.square().sum() + lambda * others.squaredNorm();
  result.gradient = 4 * lambda * sw * others - 4 * sw * missing.matrix().asDiagonal();
  return result;
}

}  // namespace

LossAndGradient reformulated_loss(const Values& s, double beta, const Matrix& w) {
  require_features("reformulated_loss", s, w);
  checks::positive("reformulated_loss", "beta", beta);
  LossAndGradient result = invariance(s, w);
  const MatrixXd excess = w.transpose() * w - MatrixXd::Identity(w.cols(), w.cols());
  result.value += beta * excess.squaredNorm();
  result.gradient += 4 * beta * w * excess;
  return result;
}

LossAndGradient spectral_contrastive_loss(const Values& s, const Matrix& w) {
  require_features("spectral_contrastive_loss", s, w);
  const MatrixXd sw = s.asDiagonal() * w;
  const MatrixXd c = w.transpose() * w;
  return {c.squaredNorm() - 2 * w.cwiseProduct(sw).sum(), 4 * w * c - 4 * sw};
}

LossAndGradient unit_variance_loss(const Values& s, double beta, const Matrix& w) {
  constexpr std::string_view where = "unit_variance_loss";
  require_features(where, s, w);
  checks::positive(where, "beta", beta);
  const UnitColumns unit = unit_columns(where, w);
  LossAndGradient result = invariance(s, unit.columns);
  const MatrixXd others = off_diagonal(unit.columns.transpose() * unit.columns);
  result.value += beta * others.squaredNorm();
  result.gradient += 4 * beta * unit.columns * others;
  through_unit_columns(unit, result.gradient);
  return result;
}

LossAndGradient vicreg_loss(const Values& s, const VicregWeights& weights, const Matrix& w) {
  constexpr std::string_view where = "vicreg_loss";
  require_features(where, s, w);
  checks::positive(where, "the invariance weight", weights.invariance);
  checks::non_negative(where, "the variance weight", weights.variance);
  checks::positive(where, "the covariance weight", weights.covariance);
  LossAndGradient result = invariance(s, w);
  result.value *= 2 * weights.invariance;
  result.gradient *= 2 * weights.invariance;
  const MatrixXd others = off_diagonal(w.transpose() * w);
  result.value += 2 * weights.covariance * others.squaredNorm();
  result.gradient += 8 * weights.covariance * w * others;
  for (Index i = 0; i < w.cols(); ++i) {
    const double deviation = w.col(i).norm();
    if (!(deviation < 1)) continue;
    result.value += weights.variance * (1 - deviation);
    if (deviation > 0) result.gradient.col(i) -= weights.variance / deviation * w.col(i);
  }
  return result;
}

LossAndGradient barlow_twins_loss(const Values& s,
                                  double lambda,
                                  const Matrix& w,
                                  FeatureVariance variance) {
  constexpr std::string_view where = "barlow_twins_loss";
  require_features(where, s, w);
  checks::positive(where, "lambda", lambda);
  if (variance == FeatureVariance::free) return barlow_twins(s, lambda, w);
  const UnitColumns unit = unit_columns(where, w);
  LossAndGradient result = barlow_twins(s, lambda, unit.columns);
  through_unit_columns(unit, result.gradient);
  return result;
}

}  // namespace eigenviews::theory
