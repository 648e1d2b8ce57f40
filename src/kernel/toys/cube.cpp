#include <fmt/format.h>

#include <cmath>

#include "kernel/toys/factor.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel::toys {

namespace {

// One bit flipped with probability p: T chi = (1-2p) chi with chi = (1, -1).
Factor flip_factor(double p) {
  Eigen::MatrixXd flip(2, 2);
  flip << 1 - p, p, p, 1 - p;
  Eigen::MatrixXd u(2, 2);  // columns: 1 and chi
  u << 1, 1, 1, -1;
  Eigen::MatrixXd v = u;
  if (p > 0.5) v.col(1) = -u.col(1);  // sigma = |1-2p|
  return {FiniteChannel(flip),
          Eigen::Vector2d(1, std::abs(1 - 2 * p)),
          columns_of(u),
          columns_of(v)};
}

}  // namespace

Toy make_cube(core::Spec spec) {
  constexpr Index max_bits = 12;  // 4^12 entries are the last below max_entries
  const Index bits = spec.integer("bits", 6, 1, max_bits);
  const double p = spec.number("p", 0.15, 0, 1);
  spec.finish();
  require_open_interval(spec.text(), "p", p);
  return assemble(fmt::format("cube,bits={},p={}", bits, p),
                  std::vector<Factor>(static_cast<std::size_t>(bits), flip_factor(p)),
                  bars(),
                  bars());
}

}  // namespace eigenviews::kernel::toys
