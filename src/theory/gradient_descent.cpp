#include "theory/gradient_descent.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

using checks::Values;
using Eigen::Index;
using Eigen::VectorXd;

namespace {

// 4 beta c^2 = 2 (2 beta - (1 - s)); positive where the mode is kept.
double stiffness(std::string_view where, double s, double beta) {
  checks::positive(where, "beta", beta);
  const double value = 2 * (2 * beta - (1 - s));
  if (!(value > 0)) {
    core::reject(where, "every mode must be kept, 1 - s < 2 beta", s, "raise beta or lower d");
  }
  return value;
}

VectorXd sorted_modes(std::string_view where, const Values& values, double beta, Index functions) {
  checks::spectrum(where, values);
  checks::functions(where, functions, values.size());
  VectorXd s = checks::descending(values);
  (void)stiffness(where, s[functions - 1], beta);
  return s;
}

// Half of the largest eigenvalue of the Hessian.
double stiffest(std::string_view where, const VectorXd& s, double beta, Index functions) {
  const double scale = stiffness(where, s[0], beta);
  return functions < s.size() ? std::max(scale, s[0] - s[s.size() - 1]) : scale;
}

}  // namespace

VectorXd hessian_spectrum(const Values& eigenvalues, double beta, Index functions) {
  constexpr std::string_view where = "hessian_spectrum";
  const VectorXd s = sorted_modes(where, eigenvalues, beta, functions);
  VectorXd spectrum = VectorXd::Zero(s.size() * functions);
  Index next = functions * (functions - 1) / 2;  // the rotations' zeros come first
  for (Index j = 0; j < functions; ++j) {
    const double stiff = stiffness(where, s[j], beta);
    for (Index i = 0; i < j; ++i) spectrum[next++] = stiff + stiffness(where, s[i], beta);
    spectrum[next++] = 2 * stiff;
    for (Index i = functions; i < s.size(); ++i) spectrum[next++] = 2 * (s[j] - s[i]);
  }
  std::sort(spectrum.begin(), spectrum.end());
  return spectrum;
}

double stability_limit(const Values& eigenvalues, double beta, Index functions) {
  constexpr std::string_view where = "stability_limit";
  return 1 / stiffest(where, sorted_modes(where, eigenvalues, beta, functions), beta, functions);
}

double condition_number(const Values& eigenvalues, double beta, Index functions) {
  constexpr std::string_view where = "condition_number";
  const VectorXd s = sorted_modes(where, eigenvalues, beta, functions);
  checks::at_least(where, "the number of eigenvalues", s.size(), functions + 1);
  const double last = s[functions - 1];
  const double softest = std::min(last - s[functions], stiffness(where, last, beta));
  return softest > 0 ? stiffest(where, s, beta, functions) / softest
                     : std::numeric_limits<double>::infinity();
}

double steps_to_tangent(double tan_start,
                        double tan_target,
                        double eta,
                        double s_d,
                        double s_next) {
  constexpr std::string_view where = "steps_to_tangent";
  checks::positive(where, "the tangent at the start", tan_start);
  checks::positive(where, "the tangent to reach", tan_target);
  checks::positive(where, "the step size", eta);
  checks::eigenvalue(where, s_d);
  checks::eigenvalue(where, s_next);
  if (!(tan_target < tan_start)) {
    core::reject(where,
                 fmt::format("the tangent to reach must be below {}", tan_start),
                 tan_target);
  }
  const double step = 2 * eta * (s_d - s_next);
  if (!(step > 0 && step < 1)) {
    core::reject(where, "2 eta (s_d - s_next) must be in (0, 1)", step);
  }
  return std::log(tan_start / tan_target) / -std::log1p(-step);
}

}  // namespace eigenviews::theory
