#pragma once

#include "validation/claim.hpp"

// Claims of the suite "operators" that have a file of their own.
namespace eigenviews::validation {

/// Rounding of sums of a few products, relative to their size: 64 units of 2^-52.
inline constexpr double rounding = 64 * 0x1p-52;

[[nodiscard]] Claim v3();   ///< operators_toys.cpp
[[nodiscard]] Claim v23();  ///< operators_mixture.cpp

}  // namespace eigenviews::validation
