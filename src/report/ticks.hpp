#pragma once

#include <string>
#include <vector>

namespace eigenviews::report {

/// A mark on an axis; minor ones carry no label.
struct Tick {
  double value = 0;
  std::string label;
};

/// Ticks at multiples of 1, 2 or 5 times a power of ten within [low, high], about `target` of them.
/// Labels have the decimals that the step needs; those of an axis beyond 1e5, or within 0.01 with
/// steps below 1e-4, share the form "2·10⁻⁵".
/// @param integers  the step is at least 1.
/// @throws core::InputError  unless low < high, high - low finite, at least 1e-290 and at least
///                           1e-12 max(|low|, |high|), and target >= 1.
[[nodiscard]] std::vector<Tick> linear_ticks(double low, double high, int target, bool integers);

/// Ticks of a logarithmic axis within [low, high]: powers of ten; below two decades also 2 and 5
/// times them; above `target` decades every second, third, ... power.
/// Labels are plain ("0.01") where all exponents are within [-3, 3], else "10⁻⁵".
/// @throws core::InputError  unless 0 < low < high, both finite, and target >= 1.
[[nodiscard]] std::vector<Tick> log_ticks(double low, double high, int target);

}  // namespace eigenviews::report
