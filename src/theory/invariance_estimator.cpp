#include "theory/invariance_estimator.hpp"

#include <cmath>
#include <limits>

#include "theory/checks.hpp"

namespace eigenviews::theory {

using Eigen::Index;

namespace {

void require_moments(std::string_view where, const InvarianceMoments& moments) {
  checks::non_negative(where, "Var v", moments.variance);
  checks::non_negative(where, "E v^2", moments.square);
  checks::non_negative(where, "E |f - Tf|^4", moments.fourth);
  checks::non_negative(where, "E |Cov(f|x)|^2", moments.covariance_square);
}

// 2 ES2 / V
double relative_noise(const InvarianceMoments& moments) {
  return moments.variance > 0 ? 2 * moments.covariance_square / moments.variance
                              : std::numeric_limits<double>::infinity();
}

}  // namespace

double plug_in_invariance_factor(Index views) {
  checks::at_least("plug_in_invariance_factor", "views", views, 1);
  return 1 - 1 / static_cast<double>(views);
}

double leave_one_out_invariance_factor(Index views) {
  checks::at_least("leave_one_out_invariance_factor", "views", views, 2);
  return static_cast<double>(views) / static_cast<double>(views - 1);
}

double invariance_variance(const InvarianceMoments& moments, Index originals, Index views) {
  constexpr std::string_view where = "invariance_variance";
  require_moments(where, moments);
  checks::at_least(where, "originals", originals, 1);
  checks::at_least(where, "views", views, 2);
  const auto m = static_cast<double>(views);
  return (moments.variance + (moments.fourth - moments.square) / m +
          2 * moments.covariance_square / (m * (m - 1))) /
         static_cast<double>(originals);
}

double optimal_views(const InvarianceMoments& moments) {
  require_moments("optimal_views", moments);
  return 1 + std::sqrt(relative_noise(moments));
}

double break_even_views(const InvarianceMoments& moments) {
  require_moments("break_even_views", moments);
  return 1 + relative_noise(moments);
}

}  // namespace eigenviews::theory
