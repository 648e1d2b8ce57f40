#include "theory/feature_moments.hpp"

#include "theory/checks.hpp"

namespace eigenviews::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// E |f|^4 of rows f with the given weights.
double fourth_moment(const MatrixXd& rows, const VectorXd& weights) {
  return weights.dot(rows.rowwise().squaredNorm().cwiseAbs2());
}

MatrixXd second_moment(const MatrixXd& rows, const VectorXd& weights) {
  return rows.transpose() * weights.asDiagonal() * rows;
}

}  // namespace

FeatureMoments feature_moments(const Eigen::Ref<const MatrixXd>& p,
                               const Eigen::Ref<const VectorXd>& rho_x,
                               const Eigen::Ref<const MatrixXd>& features) {
  constexpr std::string_view where = "feature_moments";
  checks::channel(where, p, rho_x);
  checks::shape(where, "features", features, p.cols(), features.cols());
  const VectorXd rho_a = p.transpose() * rho_x;
  const MatrixXd conditional_means = p * features;  // T f, n_X x d

  FeatureMoments result;
  result.mean = features.transpose() * rho_a;
  result.c = second_moment(features, rho_a);
  result.c_plus = second_moment(conditional_means, rho_x);
  result.orthogonality.fourth = fourth_moment(features, rho_a);
  result.orthogonality.c_square = result.c.squaredNorm();

  VectorXd variances(p.rows());  // v(x) = tr Cov(f|x)
  for (Index x = 0; x < p.rows(); ++x) {
    const VectorXd weights = p.row(x);
    const MatrixXd centred = features.rowwise() - conditional_means.row(x);
    const MatrixXd covariance = second_moment(centred, weights);
    variances[x] = covariance.trace();
    result.invariance.fourth += rho_x[x] * fourth_moment(centred, weights);
    result.invariance.covariance_square += rho_x[x] * covariance.squaredNorm();
    // E[(f . f')^2 | x] = |E[f f^T | x]|_F^2: two views of x are independent given x.
    result.orthogonality.pair_square += rho_x[x] * second_moment(features, weights).squaredNorm();
  }
  result.invariance.mean = rho_x.dot(variances);
  result.invariance.square = rho_x.dot(variances.cwiseAbs2());
  result.invariance.variance =
      rho_x.dot((variances.array() - result.invariance.mean).square().matrix());
  return result;
}

}  // namespace eigenviews::theory
