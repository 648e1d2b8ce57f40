#include <cmath>

#include "core/errors.hpp"
#include "kernel/closed_form.hpp"
#include "kernel/quadrature.hpp"
#include "kernel/toys/cycle.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel::toys {

namespace {

constexpr double two_pi = 6.28318530717958647692;

Factor von_mises_factor(Index n, double kappa) {
  Eigen::VectorXd weights = periodic_rule(n, two_pi).nodes;
  // cos x - 1 = -2 sin^2 (x/2), without cancellation
  weights = (-2 * kappa * (weights.array() / 2).sin().square()).exp();
  weights /= weights.sum();
  Eigen::VectorXcd coefficients(n);
  for (Index k = 0; k < n; ++k) coefficients[k] = closed_form::von_mises_grid(k, n, kappa);
  return cycle_factor(weights, coefficients);
}

}  // namespace

Toy make_circle(core::Spec spec) {
  constexpr Index max_nodes = 6324;  // its square is the last below max_entries
  constexpr double max_kappa = 1e6;  // a concentration of 1e-3 radians
  const std::string kernel = spec.word("kernel", "wrapped-normal", {"wrapped-normal", "von-mises"});
  const Index n = spec.integer("n", 128, 3, max_nodes);
  if (kernel == "von-mises") {
    const double kappa = spec.positive("kappa", 4);
    spec.finish();
    if (kappa > max_kappa) {
      core::reject(spec.text(), fmt::format("kappa must be <= {:g}", max_kappa), kappa);
    }
    return assemble(fmt::format("circle,kernel=von-mises,kappa={},n={}", kappa, n),
                    {von_mises_factor(n, kappa)},
                    circle(n),
                    circle(n));
  }
  const double sigma = spec.positive("sigma", 0.5);
  spec.finish();
  require_noise(spec.text(), "sigma", sigma, two_pi);
  const double grid_units = sigma * static_cast<double>(n) / two_pi;
  return assemble(fmt::format("circle,kernel=wrapped-normal,sigma={},n={}", sigma, n),
                  {cycle_factor(wrapped_normal_weights(n, grid_units),
                                wrapped_normal_coefficients(n, grid_units))},
                  circle(n),
                  circle(n));
}

}  // namespace eigenviews::kernel::toys
