#pragma once

#include <cstdint>
#include <optional>

#include "core/progress.hpp"
#include "validation/statement.hpp"

namespace eigenviews::validation {

struct Falsification {
  std::optional<Instance> found;     ///< as the search met it.
  std::optional<Instance> simplest;  ///< the same after shrink(); still a counterexample.
  double violation = 0;         ///< of `simplest`, or the largest that was met: -infinity for none.
  std::int64_t tries = 0;       ///< instances drawn.
  std::int64_t applicable = 0;  ///< of which the statement speaks.
};

/// Looks for a counterexample among random channels of 2 to 6 states, small ones first, d from 1 to
/// the number of views and beta around 1/2; the last quarter of the tries of each size climbs from
/// the largest violation met. Of the size that has counterexamples up to 30 are shrunk, and the
/// simplest is told.
///
/// @param tries  instances drawn in all, >= 5. @throws core::InputError  fewer.
[[nodiscard]] Falsification falsify(const Statement& statement,
                                    std::uint64_t seed,
                                    int tries,
                                    const core::ProgressListener& progress = {});

}  // namespace eigenviews::validation
