#pragma once

#include <cmath>

#include "kernel/closed_form.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

// A closed form is a few rounded operations.
inline constexpr double tight = 1e-14;

/// Same number of levels, sigmas equal to `tolerance`, multiplicities equal.
inline void expect_levels(const kernel::closed_form::Levels& levels,
                          const kernel::closed_form::Levels& expected,
                          double tolerance = tight) {
  REQUIRE(levels.size() == expected.size());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    INFO("level " << i << ": sigma " << levels[i].sigma << ", expected " << expected[i].sigma);
    CHECK(std::abs(levels[i].sigma - expected[i].sigma) <= tolerance);
    CHECK(levels[i].multiplicity == expected[i].multiplicity);
  }
}

/// The sum of the multiplicities.
inline kernel::Index states(const kernel::closed_form::Levels& levels) {
  kernel::Index sum = 0;
  for (const kernel::Level& level : levels) sum += level.multiplicity;
  return sum;
}

}  // namespace eigenviews::test
