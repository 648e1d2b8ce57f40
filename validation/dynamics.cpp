// V15-V22, V29: gradient flow, gradient descent and gradient noise on fixed features.
#include "validation/dynamics_claims.hpp"
#include "validation/suites.hpp"

namespace eigenviews::validation {

std::vector<Claim> dynamics_claims() {
  return {riccati_claim(),
          span_claim(),
          aligned_mode_claim(),
          approach_claim(),
          order_of_learning_claim(),
          misorder_claim(),
          feature_basis_claim(),
          gradient_descent_claim(),
          gradient_noise_claim()};
}

}  // namespace eigenviews::validation
