#pragma once

#include "validation/claim.hpp"

// The claims of the suite "losses".
namespace eigenviews::validation {

[[nodiscard]] Claim invariance_factors_claim();    ///< V4
[[nodiscard]] Claim views_at_fixed_cost_claim();   ///< V5
[[nodiscard]] Claim orthogonality_claim();         ///< V6
[[nodiscard]] Claim literal_loss_claim();          ///< V7
[[nodiscard]] Claim reformulated_minimum_claim();  ///< V8
[[nodiscard]] Claim spectral_contrastive_claim();  ///< V9
[[nodiscard]] Claim null_space_claim();            ///< V10
[[nodiscard]] Claim water_filling_claim();         ///< V11
[[nodiscard]] Claim barlow_twins_claim();          ///< V12
[[nodiscard]] Claim whitened_tail_claim();         ///< V13
[[nodiscard]] Claim reference_loss_claim();        ///< V14

}  // namespace eigenviews::validation
