#pragma once

#include <string>
#include <vector>

#include "validation/claim.hpp"

namespace eigenviews::validation {

struct ControlResult {
  std::string statement;
  Outcome outcome;
  std::string error;     ///< why it could not be measured; empty otherwise.
  bool refuted = false;  ///< as it must be: measured, and a check does not hold.
};

struct ClaimResult {
  std::string id;
  std::uint64_t seed = 0;
  Outcome outcome;
  std::string error;  ///< why it could not be measured; empty otherwise.
  bool confirmed = false;
  std::vector<ControlResult> controls;
  double seconds = 0;

  /// Confirmed, and every control refuted.
  [[nodiscard]] bool passed() const;
};

/// Measures a claim and its controls. An exception of a measurement is its `error`, except
/// core::Interrupted.
[[nodiscard]] ClaimResult run_claim(const Claim& claim, const Context& context);

}  // namespace eigenviews::validation
