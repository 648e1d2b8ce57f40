#include "validation/modes.hpp"

#include <Eigen/SVD>
#include <cmath>
#include <numbers>

#include "solver/principal_angles.hpp"

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

VectorXd powers(double base, Index count) {
  VectorXd values(count);
  for (Index i = 0; i < count; ++i) values[i] = std::pow(base, static_cast<double>(i));
  return values;
}

VectorXd eight_modes() { return (VectorXd(8) << .9, .8, .65, .5, .3, .2, .1, .05).finished(); }

VectorXd singular_values(const MatrixXd& w) { return w.jacobiSvd().singularValues(); }

Index rank_above(const MatrixXd& w, double cutoff) {
  return (singular_values(w).array() > cutoff).count();
}

MatrixXd unit_columns(const MatrixXd& w) { return w.colwise().normalized(); }

double largest_angle(const MatrixXd& a, const MatrixXd& b) {
  const auto n = static_cast<double>(a.rows());
  const VectorXd weights = VectorXd::Constant(a.rows(), 1 / n);
  const solver::PrincipalAngles found = solver::principal_angles(a, b, weights);
  return found.rank_a == found.rank_b && found.rank_a > 0 ? found.angles.maxCoeff()
                                                          : std::numbers::pi / 2;
}

double alignment(const MatrixXd& w) {
  const Index d = w.cols();
  const VectorXd weights = VectorXd::Constant(w.rows(), 1 / static_cast<double>(w.rows()));
  return solver::mean_cos2(solver::principal_angles(w, MatrixXd::Identity(w.rows(), d), weights),
                           d);
}

double largest_entry(const MatrixXd& difference) { return difference.cwiseAbs().maxCoeff(); }

MatrixXd padded_diagonal(const VectorXd& values, Index n) {
  MatrixXd matrix = MatrixXd::Zero(n, n);
  matrix.diagonal().head(values.size()) = values;
  return matrix;
}

}  // namespace eigenviews::validation
