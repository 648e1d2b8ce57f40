#include "data/finite.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/errors.hpp"

namespace eigenviews::data {

void require_finite(const Eigen::Ref<const RowMatrix>& numbers, const std::string& where) {
  for (Index i = 0; i < numbers.rows(); ++i) {
    for (Index j = 0; j < numbers.cols(); ++j) {
      if (std::isfinite(numbers(i, j))) continue;
      core::reject(where,
                   "every number must be finite",
                   fmt::format("{} in row {}, column {} (counted from 0)", numbers(i, j), i, j),
                   "remove or repair that entry");
    }
  }
}

}  // namespace eigenviews::data
