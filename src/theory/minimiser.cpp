#include "theory/minimiser.hpp"

#include <algorithm>
#include <cmath>

#include "theory/checks.hpp"

namespace eigenviews::theory {

namespace {

using checks::Values;
using Eigen::Index;
using Eigen::VectorXd;

double scale(double cost, double beta) { return std::sqrt(std::max(0.0, 1 - cost / (2 * beta))); }

// `costs` are ascending: the modes that are kept come first.
Minimum minimum(const VectorXd& costs, double beta) {
  Minimum result;
  result.scales = costs.unaryExpr([beta](double a) { return scale(a, beta); });
  for (const double a : costs) {
    const bool kept = a < 2 * beta;
    result.effective_dim += kept ? 1 : 0;
    result.loss += kept ? a - a * a / (4 * beta) : beta;
  }
  return result;
}

VectorXd largest(std::string_view function, const Values& values, double beta, Index functions) {
  checks::spectrum(function, values);
  checks::positive(function, "beta", beta);
  checks::functions(function, functions, values.size());
  return checks::descending(values).head(functions);
}

}  // namespace

VectorXd feature_scales(const Values& eigenvalues, double beta) {
  checks::spectrum("feature_scales", eigenvalues);
  checks::positive("feature_scales", "beta", beta);
  return eigenvalues.unaryExpr([beta](double s) { return scale(1 - s, beta); });
}

Minimum reformulated_minimum(const Values& eigenvalues, double beta, Index functions) {
  const VectorXd s = largest("reformulated_minimum", eigenvalues, beta, functions);
  return minimum(1 - s.array(), beta);
}

Minimum literal_minimum(const Values& singular_values, double beta, Index functions) {
  const VectorXd sigma = largest("literal_minimum", singular_values, beta, functions);
  return minimum((1 - sigma.array()).square(), beta);
}

Minimum spectral_contrastive_minimum(const Values& eigenvalues, Index functions) {
  const VectorXd s = largest("spectral_contrastive_minimum", eigenvalues, 0.5, functions);
  Minimum result = minimum(1 - s.array(), 0.5);
  result.loss = -s.cwiseMax(0).squaredNorm();
  return result;
}

}  // namespace eigenviews::theory
