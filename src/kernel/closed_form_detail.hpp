#pragma once

#include <cmath>
#include <string_view>

#include "core/errors.hpp"
#include "kernel/closed_form.hpp"

// Shared by the closed_form*.cpp files; not for other users.
namespace eigenviews::kernel::closed_form {

// Conditions are written so that a NaN is refused.

inline void require_positive(std::string_view where, std::string_view name, double value) {
  if (!(value > 0) || !std::isfinite(value)) {
    core::reject(where, fmt::format("{} must be > 0 and finite", name), value);
  }
}

inline void require_range(std::string_view where,
                          std::string_view name,
                          double value,
                          double low,
                          double high) {
  if (!(value >= low && value <= high)) {
    core::reject(where, fmt::format("{} must be in [{}, {}]", name, low, high), value);
  }
}

inline void require_at_least(std::string_view where,
                             std::string_view name,
                             Index value,
                             Index least) {
  if (value < least) core::reject(where, fmt::format("{} must be >= {}", name, least), value);
}

inline void require_levels(std::string_view where, Index levels) {
  require_at_least(where, "levels", levels, 1);
}

/// @throws core::InputError  value >= 2^53, where doubles have gaps and sums of Index overflow.
void require_multiplicity(double value);

/// C(n, k), 0 where k > n; n, k >= 0. @throws core::InputError  as require_multiplicity.
[[nodiscard]] Index binomial(Index n, Index k);

/// base^n for n = 0, ..., levels-1, each with multiplicity 1.
[[nodiscard]] Levels powers(double base, Index levels);

}  // namespace eigenviews::kernel::closed_form
