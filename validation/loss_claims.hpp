#pragma once

#include <vector>

#include "validation/claim.hpp"

// The parts of the suite "losses".
namespace eigenviews::validation {

[[nodiscard]] std::vector<Claim> estimator_claims();      ///< V4, V5
[[nodiscard]] Claim orthogonality_claim();                ///< V6
[[nodiscard]] Claim literal_loss_claim();                 ///< V7
[[nodiscard]] std::vector<Claim> penalised_loss_claims(); ///< V8-V10
[[nodiscard]] Claim water_filling_claim();                ///< V11
[[nodiscard]] std::vector<Claim> barlow_twins_claims();   ///< V12, V13
[[nodiscard]] Claim reference_loss_claim();               ///< V14

}  // namespace eigenviews::validation
