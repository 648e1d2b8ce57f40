#include <algorithm>
#include <numeric>

#include "core/errors.hpp"
#include "kernel/basis_functions.hpp"
#include "kernel/closed_form.hpp"
#include "kernel/toys/factor.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel::toys {

namespace {

// Whole numbers >= 1 joined with 'x'; how many is for the user to say.
std::vector<Index> read_sizes(core::Spec& spec) {
  std::vector<double> fallback{3, 5, 2, 6};
  std::size_t count = fallback.size();
  for (const std::string& option : core::split(spec.text(), ',')) {
    if (option.starts_with("sizes=")) count = core::split(option, 'x').size();
  }
  std::vector<Index> sizes;
  for (const double size : spec.positive_list("sizes", fallback, count)) {
    if (!(size <= max_entries) || size != static_cast<double>(static_cast<Index>(size))) {
      core::reject(spec.text(), "sizes must be whole numbers", size);
    }
    sizes.push_back(static_cast<Index>(size));
  }
  return sizes;
}

// P = delta I + (1-delta) ((1-eps) Block + eps Unif); symmetric, so u = v.
Factor blocks_factor(const std::vector<Index>& sizes, double delta, double eps) {
  const Index points = std::accumulate(sizes.begin(), sizes.end(), Index{0});
  const Index blocks = static_cast<Index>(sizes.size());
  Eigen::MatrixXd p =
      Eigen::MatrixXd::Constant(points, points, (1 - delta) * eps / static_cast<double>(points));
  Index begin = 0;
  for (const Index size : sizes) {
    p.block(begin, begin, size, size).array() +=
        (1 - delta) * (1 - eps) / static_cast<double>(size);
    begin += size;
  }
  p.diagonal().array() += delta;
  const ModeFunction contrast = [sizes](Index mode) { return block_mode(sizes, mode); };
  return {FiniteChannel(std::move(p)),
          closed_form::expand(closed_form::blocks(points, blocks, delta, eps), points),
          contrast,
          contrast};
}

}  // namespace

Toy make_blocks(core::Spec spec) {
  const std::vector<Index> sizes = read_sizes(spec);
  const double delta = spec.number("delta", 0.3, 0, 1);
  const double eps = spec.number("eps", 0.2, 0, 1);
  spec.finish();
  double points = 0;
  for (const Index size : sizes) points += static_cast<double>(size);
  if (points * points > max_entries) {
    core::reject(spec.text(), "the sizes must sum to at most 6324", points);
  }
  return assemble(fmt::format("blocks,sizes={},delta={},eps={}", fmt::join(sizes, "x"), delta, eps),
                  {blocks_factor(sizes, delta, eps)},
                  bars(),
                  bars());
}

}  // namespace eigenviews::kernel::toys
