#include "theory/eigenvalue_estimator.hpp"

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

void require_positive_eigenvalue(std::string_view where, double s) {
  if (!(s > 0 && s <= 1)) core::reject(where, "the eigenvalue must be in (0, 1]", s);
}

}  // namespace

double eigenvalue_variance(double s, Index originals, Index views) {
  constexpr std::string_view where = "eigenvalue_variance";
  checks::eigenvalue(where, s);
  checks::at_least(where, "originals", originals, 1);
  checks::at_least(where, "views", views, 2);
  const auto m = static_cast<double>(views);
  const double root = (1 - s) * (1 + (m - 1) * s);
  return 2 * root * root / (m * (m - 1) * static_cast<double>(originals));
}

double optimal_views_for_eigenvalue(double s) {
  require_positive_eigenvalue("optimal_views_for_eigenvalue", s);
  return 1 + 1 / s;
}

double break_even_views_for_eigenvalue(double s) {
  require_positive_eigenvalue("break_even_views_for_eigenvalue", s);
  return 1 + 1 / (s * s);
}

VectorXd star_spectrum(Index originals, Index views) {
  checks::at_least("star_spectrum", "originals", originals, 1);
  checks::at_least("star_spectrum", "views", views, 1);
  VectorXd values = VectorXd::Zero(originals * views);
  values.head(originals).setOnes();
  return values;
}

}  // namespace eigenviews::theory
