#include "theory/vicreg.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

using Eigen::Index;
using Eigen::MatrixXd;

namespace {

void require_weights(std::string_view where, const VicregWeights& weights) {
  checks::positive(where, "the invariance weight", weights.invariance);
  checks::positive(where, "the covariance weight", weights.covariance);
}

}  // namespace

double vicreg_penalised_beta(const VicregWeights& weights) {
  require_weights("vicreg_penalised_beta", weights);
  return weights.covariance / (2 * weights.invariance);
}

double vicreg_hinge_beta(const VicregWeights& weights) {
  require_weights("vicreg_hinge_beta", weights);
  return weights.covariance / weights.invariance;
}

double vicreg_lone_scale(double s, const VicregWeights& weights) {
  constexpr std::string_view where = "vicreg_lone_scale";
  checks::eigenvalue(where, s);
  checks::positive(where, "the invariance weight", weights.invariance);
  checks::non_negative(where, "the variance weight", weights.variance);
  const double pull = 4 * weights.invariance * (1 - s);
  return weights.variance >= pull ? 1 : weights.variance / pull;
}

double vicreg_hinge_threshold(const Eigen::Ref<const MatrixXd>& c,
                              const Eigen::Ref<const MatrixXd>& c_plus,
                              const VicregWeights& weights) {
  constexpr std::string_view where = "vicreg_hinge_threshold";
  require_weights(where, weights);
  checks::shape(where, "C", c, c.rows(), c.rows());
  checks::shape(where, "C_plus", c_plus, c.rows(), c.rows());
  double threshold = 0;
  for (Index i = 0; i < c.cols(); ++i) {
    if (!(std::abs(c(i, i) - 1) <= 1e-6)) {
      core::reject(where, fmt::format("the variance C_ii of feature {} must be 1", i), c(i, i));
    }
    const double others = c.col(i).squaredNorm() - c(i, i) * c(i, i);
    threshold =
        std::max(threshold,
                 4 * weights.invariance * (1 - c_plus(i, i)) + 8 * weights.covariance * others);
  }
  return threshold;
}

}  // namespace eigenviews::theory
