#pragma once

#include "validation/claim.hpp"

// The claims of the suite "dynamics".
namespace eigenviews::validation {

[[nodiscard]] Claim riccati_claim();            ///< V15
[[nodiscard]] Claim span_claim();               ///< V16
[[nodiscard]] Claim aligned_mode_claim();       ///< V17
[[nodiscard]] Claim approach_claim();           ///< V18
[[nodiscard]] Claim order_of_learning_claim();  ///< V19
[[nodiscard]] Claim misorder_claim();           ///< V20
[[nodiscard]] Claim feature_basis_claim();      ///< V21
[[nodiscard]] Claim gradient_descent_claim();   ///< V22
[[nodiscard]] Claim gradient_noise_claim();     ///< V29

}  // namespace eigenviews::validation
