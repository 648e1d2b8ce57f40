#include <fmt/format.h>

#include "kernel/basis_functions.hpp"
#include "kernel/closed_form.hpp"
#include "kernel/quadrature.hpp"
#include "kernel/toys/cycle.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel::toys {

namespace {

// The midpoints and their mirror images form Z_2n with one grid unit 1/n; a view j is reached at
// the distance j - i directly and at -(i + j + 1) through the end. Even functions on Z_2n are the
// cosines on the midpoints, so the singular values are those of the cycle.
Factor interval_factor(Index n, double s) {
  const double grid_units = s * static_cast<double>(n);
  const Eigen::VectorXd weights = wrapped_normal_weights(2 * n, grid_units);
  Eigen::MatrixXd p(n, n);
  for (Index j = 0; j < n; ++j) {
    for (Index i = 0; i < n; ++i) p(i, j) = weights[i < j ? j - i : i - j] + weights[i + j + 1];
  }
  Eigen::VectorXd sigma(n);
  for (Index k = 0; k < n; ++k) sigma[k] = closed_form::wrapped_normal_grid(k, 2 * n, grid_units);
  const ModeFunction cosine = [n](Index k) { return cosine_mode(n, k); };
  return {FiniteChannel(std::move(p)), std::move(sigma), cosine, cosine};
}

}  // namespace

Toy make_interval(core::Spec spec) {
  constexpr Index max_nodes = 6324;  // its square is the last below max_entries
  const double s = spec.positive("s", 0.1);
  const Index n = spec.integer("n", 128, 2, max_nodes);
  spec.finish();
  require_noise(spec.text(), "s", s, /*period=*/2);
  const Domain domain = line(midpoint_rule(n, 0, 1).nodes);
  return assemble(fmt::format("interval,s={},n={}", s, n), {interval_factor(n, s)}, domain, domain);
}

}  // namespace eigenviews::kernel::toys
