#include "core/errors.hpp"
#include "kernel/toys/cycle.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel::toys {

Toy make_torus(core::Spec spec) {
  constexpr Index max_side = 79;  // 79^4 entries are the last below max_entries
  const Index side = spec.integer("side", 16, 3, max_side);
  const std::vector<double> sigma = spec.positive_list("sigma", {1.6, 2.4}, 2);
  const std::string render = spec.word("render", "bump", {"bump", "grating"});
  spec.finish();
  for (const double s : sigma) require_noise(spec.text(), "sigma", s, static_cast<double>(side));

  std::vector<Factor> factors;
  for (const double s : sigma) {
    factors.push_back(
        cycle_factor(wrapped_normal_weights(side, s), wrapped_normal_coefficients(side, s)));
  }
  return assemble(
      fmt::format("torus,side={},sigma={}x{},render={}", side, sigma[0], sigma[1], render),
      std::move(factors),
      grid(side, side),
      grid(side, side));
}

}  // namespace eigenviews::kernel::toys
