#pragma once

#include <string>
#include <vector>

#include "validation/claim.hpp"

namespace eigenviews::validation {

/// "operators", "losses", "dynamics", "finite-samples", "comparison", and in a build with LibTorch
/// "networks".
[[nodiscard]] const std::vector<std::string>& suite_names();

/// Every claim, suite by suite.
/// Two claims of one id, or a claim without a control, are a std::logic_error.
[[nodiscard]] const std::vector<Claim>& registry();

/// Those that are chosen: of the named suites and with the named ids (both empty: all), without the
/// long ones unless `full` or named.
/// @throws core::InputError  an unknown name, told with the nearest known one.
[[nodiscard]] std::vector<Claim> choose(const std::vector<std::string>& suites,
                                        const std::vector<std::string>& ids,
                                        bool full);

}  // namespace eigenviews::validation
