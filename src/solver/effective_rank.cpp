#include "solver/effective_rank.hpp"

#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::VectorXd;

// The values divided by their largest, rounding below zero removed; all zero where that is zero.
VectorXd scaled(std::string_view where, const Eigen::Ref<const VectorXd>& values) {
  require_functions(where, "eigenvalues", values, values.size());
  if (values.size() == 0) core::reject(where, "at least one eigenvalue", 0);
  const double largest = values.maxCoeff();
  const double rounding =
      static_cast<double>(values.size()) * std::numeric_limits<double>::epsilon() * largest;
  const double smallest = values.minCoeff();
  if (!(smallest >= -rounding)) {
    core::reject(where, "eigenvalues of a covariance must not be negative", smallest);
  }
  if (!(largest > 0)) return VectorXd::Zero(values.size());
  return values.cwiseMax(0) / largest;
}

}  // namespace

double effective_rank(const Eigen::Ref<const VectorXd>& eigenvalues) {
  const VectorXd l = scaled("effective_rank", eigenvalues);
  const double sum = l.sum();
  double entropy = 0;
  for (const double value : l) {
    if (value > 0) entropy -= value / sum * std::log(value / sum);
  }
  return sum > 0 ? std::exp(entropy) : 0;
}

double participation_ratio(const Eigen::Ref<const VectorXd>& eigenvalues) {
  const VectorXd l = scaled("participation_ratio", eigenvalues);
  const double sum = l.sum();
  return sum > 0 ? sum * sum / l.squaredNorm() : 0;
}

VectorXd second_moment_spectrum(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                const Eigen::Ref<const VectorXd>& weights) {
  const WeightedSpace space =
      weighted_space("second_moment_spectrum", "features", features, weights);
  VectorXd spectrum = VectorXd::Zero(features.cols());
  spectrum.head(space.singular_values.size()) = space.singular_values.cwiseAbs2();
  return spectrum;
}

}  // namespace eigenviews::solver
