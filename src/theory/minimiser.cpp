#include "theory/minimiser.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/errors.hpp"

namespace eigenviews::theory {

namespace {

using Eigen::Index;
using Eigen::VectorXd;
using Values = Eigen::Ref<const VectorXd>;

void require_beta(std::string_view function, double beta) {
  if (!(beta > 0 && std::isfinite(beta))) {
    core::reject(function, "beta must be positive and finite", beta);
  }
}

void require_spectrum(std::string_view function, const Values& values) {
  if (values.size() == 0) core::reject(function, "at least one eigenvalue is needed", "none");
  for (Index i = 0; i < values.size(); ++i) {
    if (values[i] >= -eigenvalue_slack && values[i] <= 1 + eigenvalue_slack) continue;
    core::reject(function,
                 "values of an augmentation operator lie in [0, 1]",
                 fmt::format("{} as number {}", values[i], i));
  }
}

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

VectorXd largest(std::string_view function, const Values& values, Index count) {
  if (count < 1 || count > values.size()) {
    core::reject(function,
                 fmt::format("functions must be between 1 and the {} values listed", values.size()),
                 count,
                 "list the zeros of functions that T maps to 0 as well");
  }
  VectorXd sorted = values;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  return sorted.head(count);
}

}  // namespace

VectorXd feature_scales(const Values& eigenvalues, double beta) {
  require_spectrum("feature_scales", eigenvalues);
  require_beta("feature_scales", beta);
  return eigenvalues.unaryExpr([beta](double s) { return scale(1 - s, beta); });
}

Minimum reformulated_minimum(const Values& eigenvalues, double beta, Index functions) {
  constexpr std::string_view function = "reformulated_minimum";
  require_spectrum(function, eigenvalues);
  require_beta(function, beta);
  return minimum(1 - largest(function, eigenvalues, functions).array(), beta);
}

Minimum literal_minimum(const Values& singular_values, double beta, Index functions) {
  constexpr std::string_view function = "literal_minimum";
  require_spectrum(function, singular_values);
  require_beta(function, beta);
  return minimum((1 - largest(function, singular_values, functions).array()).square(), beta);
}

}  // namespace eigenviews::theory
