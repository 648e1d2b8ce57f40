#include "theory/barlow_twins.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

using checks::Values;
using Eigen::Index;
using Eigen::VectorXd;

namespace {

VectorXd modes_of(std::string_view where, const Values& eigenvalues) {
  checks::spectrum(where, eigenvalues);
  VectorXd s = checks::descending(eigenvalues).cwiseMax(0);
  if (!(s[0] > 0)) core::reject(where, "one eigenvalue at least must be positive", s[0]);
  return s;
}

// sum_k b_k (1 - s_j / s_k), b_k = 1/s_k - 1 + lambda, over the given modes.
double price(const VectorXd& s, double s_j, double lambda) {
  return ((1 / s.array() - 1 + lambda) * (1 - s_j / s.array())).sum();
}

// K(lambda, d) among the positive values; the price grows with K.
Index active_modes(const VectorXd& s, double lambda, double d) {
  Index active = 1;
  while (active < s.size() && price(s.head(active), s[active], lambda) < lambda * d) ++active;
  return active;
}

// m_k = d x_k / sum x, x_k = (s_k - tau) / s_k^2; the factor that tau leaves out cancels.
VectorXd shares(const VectorXd& s, double lambda, double d) {
  const VectorXd x =
      s.unaryExpr([&](double s_k) { return (lambda * d - price(s, s_k, lambda)) / (s_k * s_k); });
  return d / x.sum() * x;
}

}  // namespace

BarlowTwinsMinimum barlow_twins_minimum(const Values& eigenvalues, double lambda, Index functions) {
  constexpr std::string_view where = "barlow_twins_minimum";
  const VectorXd s = modes_of(where, eigenvalues);
  checks::at_least(where, "functions", functions, 1);
  if (!(lambda > 0 && lambda <= 1)) core::reject(where, "lambda must be in (0, 1]", lambda);

  const auto d = static_cast<double>(functions);
  const Index usable = std::min(functions, s.size());
  const Index positive = (s.head(usable).array() > 0).count();
  const VectorXd leading = s.head(positive);
  BarlowTwinsMinimum result;
  result.second_moments = VectorXd::Zero(s.size());
  if (positive < usable && price(leading, 0, lambda) < lambda * d) {  // tau = 0: zeros are in use
    const auto rank = static_cast<double>(positive);
    const double c = 1 / (1 - lambda + lambda * d / rank);
    result.second_moments.head(positive) = c * d / rank / leading.array();
    const double rest = d - result.second_moments.sum();
    result.second_moments.segment(positive, usable - positive).array() =
        rest / static_cast<double>(usable - positive);
    result.active = usable;
  } else {
    result.active = active_modes(leading, lambda, d);
    result.second_moments.head(result.active) = shares(leading.head(result.active), lambda, d);
  }
  const VectorXd correlations = result.second_moments.cwiseProduct(s);
  const double c = correlations.sum() / d;
  result.diagonal = c;
  result.loss = d * ((1 - c) * (1 - c) - lambda * c * c) + lambda * correlations.squaredNorm();
  return result;
}

double barlow_twins_threshold(const Values& eigenvalues, Index modes, Index functions) {
  constexpr std::string_view where = "barlow_twins_threshold";
  const VectorXd s = modes_of(where, eigenvalues);
  checks::at_least(where, "functions", functions, 1);
  const Index usable = std::min(functions, s.size());
  if (modes < 1 || modes > usable) {
    core::reject(where, fmt::format("modes must be between 1 and {}", usable), modes);
  }
  const auto before = s.head(modes - 1).array();
  if (!(before > 0).all()) {
    core::reject(where, "all modes but the last must have a positive eigenvalue", s[modes - 2]);
  }
  const Eigen::ArrayXd gaps = 1 - s[modes - 1] / before;
  return ((1 / before - 1) * gaps).sum() / (static_cast<double>(functions) - gaps.sum());
}

double barlow_twins_strong_limit(const Values& eigenvalues, Index functions) {
  constexpr std::string_view where = "barlow_twins_strong_limit";
  const VectorXd s = modes_of(where, eigenvalues);
  checks::functions(where, functions, s.size());
  const double last = s[functions - 1];
  if (!(3 * last >= 2)) core::reject(where, "the smallest of the d values must be >= 2/3", last);
  return static_cast<double>(functions) / s.head(functions).cwiseInverse().sum();
}

VectorXd barlow_twins_whitening(const Values& eigenvalues) {
  constexpr std::string_view where = "barlow_twins_whitening";
  checks::spectrum(where, eigenvalues);
  const double least = eigenvalues.minCoeff();
  if (!(least > 0)) core::reject(where, "every eigenvalue must be positive", least);
  return eigenvalues.cwiseSqrt().cwiseInverse();
}

}  // namespace eigenviews::theory
