#pragma once

#include <vector>

#include "validation/claim.hpp"

// One function a suite, each in the file of its name.
namespace eigenviews::validation {

[[nodiscard]] std::vector<Claim> operator_claims();
[[nodiscard]] std::vector<Claim> loss_claims();
[[nodiscard]] std::vector<Claim> dynamics_claims();
[[nodiscard]] std::vector<Claim> finite_sample_claims();
[[nodiscard]] std::vector<Claim> comparison_claims();
#ifdef EIGENVIEWS_NETWORK_CLAIMS
[[nodiscard]] std::vector<Claim> network_claims();
#endif
[[nodiscard]] std::vector<Claim> mutation_claims();

}  // namespace eigenviews::validation
