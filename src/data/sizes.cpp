#include "data/sizes.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"

namespace eigenviews::data {

std::optional<Eigen::Index> checked_product(std::span<const Eigen::Index> factors) {
  Eigen::Index nonzero = 1;
  bool any_zero = false;
  for (const Eigen::Index factor : factors) {
    if (factor < 0) return std::nullopt;
    any_zero = any_zero || factor == 0;
    if (factor != 0 && __builtin_mul_overflow(nonzero, factor, &nonzero)) return std::nullopt;
  }
  return any_zero ? 0 : nonzero;
}

Eigen::Index requested_count(std::string_view where, Eigen::Index limit, Eigen::Index count) {
  if (limit < 0) {
    core::reject(where, "the number of originals must be positive", limit, "give --n 1 or more");
  }
  if (limit > count) {
    core::reject(where,
                 fmt::format("there are {} originals, and no more can be asked for", count),
                 fmt::format("--n {}", limit),
                 "give a smaller --n");
  }
  return limit == 0 ? count : limit;
}

}  // namespace eigenviews::data
