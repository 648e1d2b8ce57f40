#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "kernel/toys/factor.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel::toys {

namespace {

// One bit, views 0, 1 and * (erased with probability p): u = (1, -1), and
// v = (1-p)^{-1/2} (1, -1, 0) has T v = (1-p)^{1/2} u.
Factor erasure_factor(double p) {
  SparseMatrix erase(2, 3);
  erase.insert(0, 0) = 1 - p;
  erase.insert(0, 2) = p;
  erase.insert(1, 1) = 1 - p;
  erase.insert(1, 2) = p;
  const double sigma = std::sqrt(1 - p);
  Eigen::MatrixXd u(2, 2);
  u << 1, 1, 1, -1;
  Eigen::MatrixXd v(3, 2);
  v << 1, 1 / sigma, 1, -1 / sigma, 1, 0;
  return {FiniteChannel(erase), Eigen::Vector2d(1, sigma), columns_of(u), columns_of(v)};
}

}  // namespace

Toy make_erasure(core::Spec spec) {
  constexpr Index max_bits = 9;  // 6^9 entries are the last below max_entries
  const Index bits = spec.integer("bits", 5, 1, max_bits);
  const double p = spec.number("p", 0.4, 0, 1);
  spec.finish();
  require_open_interval(spec.text(), "p", p);
  const double all_erased = std::pow(p, static_cast<double>(bits));
  if (!(all_erased >= std::numeric_limits<double>::min())) {
    core::reject(spec.text(),
                 "the probability p^bits that all bits are erased must be a normal number",
                 all_erased,
                 "use a larger p or fewer bits");
  }
  return assemble(fmt::format("erasure,bits={},p={}", bits, p),
                  std::vector<Factor>(static_cast<std::size_t>(bits), erasure_factor(p)),
                  bars(),
                  bars());
}

}  // namespace eigenviews::kernel::toys
