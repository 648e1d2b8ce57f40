#include "suggest/suggestion.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "theory/eigenvalue_estimator.hpp"
#include "theory/gradient_descent.hpp"
#include "theory/loss_modes.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double rounding = 1e-12;  // eigenvalues below are those of functions that T maps to 0

VectorXd cleaned(const VectorXd& values) {
  VectorXd s = values.cwiseMax(0).cwiseMin(1);
  for (double& value : s) {
    if (value < rounding) value = 0;
  }
  return s;
}

double threshold(const VectorXd& s, const std::string& loss, Index functions) {
  const auto range = theory::keeps_all_modes(loss, s, functions);
  return range ? range->above : NAN;
}

// First order in independent errors, by differences of the size of each error.
double threshold_error(const Spectrum& spectrum,
                       const VectorXd& s,
                       const std::string& loss,
                       Index functions,
                       double at) {
  double square = 0;
  for (Index k = 0; k < std::min<Index>(functions, s.size()); ++k) {
    const double error = std::min(spectrum.errors[k], s[k] / 2);
    if (!(error > 0)) continue;
    VectorXd moved = s;
    moved[k] -= error;
    const double change = (threshold(moved, loss, functions) - at) / error;
    if (std::isfinite(change)) square += std::pow(change * spectrum.errors[k], 2);
  }
  return std::sqrt(square);
}

// The value after the cluster that d ends in: equal modes need not be told apart.
std::optional<double> next_smaller(const VectorXd& s, Index functions) {
  constexpr double equal = 1e-9;
  for (Index k = functions; k < s.size(); ++k) {
    if (s[functions - 1] - s[k] > equal) return s[k];
  }
  return std::nullopt;
}

std::optional<double> steps(const VectorXd& s, double beta, Index functions) {
  const std::optional<double> next = next_smaller(s, functions);
  if (!next) return std::nullopt;
  const double eta = theory::stability_limit(s, beta, functions) / 2;
  return theory::steps_to_tangent(1, 0.1, eta, s[functions - 1], *next);
}

}  // namespace

std::optional<WeightAdvice> weight_advice(const Spectrum& spectrum,
                                          const std::string& loss,
                                          Index functions) {
  if (functions < 1) core::reject("weight_advice", "at least one function", functions);
  if (!spectrum.complete && spectrum.values.size() < functions) {
    core::reject("weight_advice", "a spectrum of d values", spectrum.values.size());
  }
  const VectorXd s = cleaned(spectrum.values);
  WeightAdvice advice{.loss = loss, .functions = functions};
  advice.modes = std::min<Index>(functions, (s.array() > 0).count());
  if (advice.modes == 0) return std::nullopt;
  advice.above = threshold(s, loss, functions);
  if (!std::isfinite(advice.above)) return std::nullopt;
  advice.above_error = threshold_error(spectrum, s, loss, functions, advice.above);
  advice.suggested = 2 * advice.above;
  if (loss == "barlow-twins") advice.suggested = std::min(advice.suggested, 1.0);
  if (loss == "reformulated" && advice.suggested > 0 && advice.modes == functions) {
    advice.steps = steps(s, advice.suggested, functions);
  }
  return advice;
}

ViewsAdvice views_advice(const Spectrum& spectrum, Index functions, std::int64_t budget) {
  if (functions < 1) core::reject("views_advice", "at least one function", functions);
  if (budget < 2) core::reject("views_advice", "at least 2 encoder calls", budget);
  const VectorXd s = cleaned(spectrum.values);
  const Index modes = std::min<Index>(functions, (s.array() > 0).count());
  if (modes == 0) core::reject("views_advice", "an eigenvalue above 0", "none");
  ViewsAdvice advice;
  advice.for_strongest = theory::optimal_views_for_eigenvalue(s[0]);
  advice.for_weakest = theory::optimal_views_for_eigenvalue(s[modes - 1]);
  const double most = std::min(static_cast<double>(budget), advice.for_weakest);
  advice.views = std::max<std::int64_t>(2, std::llround(most));
  advice.originals = std::max<std::int64_t>(1, budget / advice.views);
  return advice;
}

}  // namespace eigenviews::apps
