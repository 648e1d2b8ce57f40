#include <cmath>
#include <limits>

#include "kernel/closed_form.hpp"
#include "kernel/closed_form_detail.hpp"

namespace eigenviews::kernel::closed_form {

using Eigen::VectorXd;

VectorXd bessel_ratios(double nu, double kappa, Index count) {
  constexpr auto where = "closed_form::bessel_ratios";
  if (!(nu >= 0) || !std::isfinite(nu)) core::reject(where, "nu must be >= 0 and finite", nu);
  require_positive(where, "kappa", kappa);
  require_at_least(where, "count", count, 1);
  // rho_m = I_{m+1}/I_m satisfies rho_{m-1} = 1 / (2m/kappa + rho_m). A step changes an error by
  // the factor rho^2, and the product of rho over the steps m..m+L is I_{m+L}/I_m, below
  // e^{-L^2 / (2 (L + kappa))} times a constant: L = 9 sqrt(kappa) + 40 extra steps leave < 1e-17.
  // The start is the bound rho_m >= kappa / (m + 1/2 + sqrt(kappa^2 + (m + 3/2)^2)) of D. Amos,
  // Math. Comp. 28 (1974) 239-251, which misses by (m+1) / kappa^2 at most: no extra steps, and
  // none of their rounding, where that is below eps.
  const double order = nu + static_cast<double>(count) + 1;
  const bool start_is_exact = order / kappa / kappa <= std::numeric_limits<double>::epsilon();
  const Index extra = start_is_exact ? 0 : static_cast<Index>(9 * std::sqrt(kappa)) + 40;
  VectorXd quotient(count);  // quotient[l] = I_{nu+l+1} / I_{nu+l}
  const double last = nu + static_cast<double>(count + extra);
  double rho = 1 / ((last + 0.5) / kappa + std::hypot(1, (last + 1.5) / kappa));
  for (Index l = count - 1 + extra; l >= 0; --l) {
    rho = 1 / (2 * (nu + static_cast<double>(l) + 1) / kappa + rho);
    if (l < count) quotient[l] = rho;
  }
  VectorXd ratio(count);
  ratio[0] = 1;
  for (Index l = 1; l < count; ++l) ratio[l] = ratio[l - 1] * quotient[l - 1];
  return ratio;
}

Index sphere_multiplicity(Index dim, Index degree) {
  require_at_least("closed_form::sphere_multiplicity", "dim", dim, 2);
  require_at_least("closed_form::sphere_multiplicity", "degree", degree, 0);
  const Index all = binomial(degree + dim - 1, dim - 1);
  return degree < 2 ? all : all - binomial(degree + dim - 3, dim - 1);
}

Levels von_mises_fisher(Index dim, double kappa, Index levels) {
  require_at_least("closed_form::von_mises_fisher", "dim", dim, 2);
  require_levels("closed_form::von_mises_fisher", levels);
  const VectorXd sigma = bessel_ratios(static_cast<double>(dim) / 2 - 1, kappa, levels);
  Levels result;
  for (Index l = 0; l < levels; ++l) result.push_back({sigma[l], sphere_multiplicity(dim, l)});
  return result;
}

Levels heat_sphere(double t, Index levels) {
  require_positive("closed_form::heat_sphere", "t", t);
  require_levels("closed_form::heat_sphere", levels);
  Levels result;
  for (Index l = 0; l < levels; ++l) {
    result.push_back({std::exp(-static_cast<double>(l * (l + 1)) * t), 2 * l + 1});
  }
  return result;
}

}  // namespace eigenviews::kernel::closed_form
