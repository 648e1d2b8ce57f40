// V4-V14: losses, how they are estimated, and where their minima are.
#include "validation/loss_claims.hpp"
#include "validation/suites.hpp"

namespace eigenviews::validation {

std::vector<Claim> loss_claims() {
  return {invariance_factors_claim(),
          views_at_fixed_cost_claim(),
          orthogonality_claim(),
          literal_loss_claim(),
          reformulated_minimum_claim(),
          spectral_contrastive_claim(),
          null_space_claim(),
          water_filling_claim(),
          barlow_twins_claim(),
          whitened_tail_claim(),
          reference_loss_claim()};
}

}  // namespace eigenviews::validation
