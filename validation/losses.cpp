// V4-V14: losses, how they are estimated, and where their minima are.
#include <iterator>
#include <utility>

#include "validation/loss_claims.hpp"
#include "validation/suites.hpp"

namespace eigenviews::validation {

std::vector<Claim> loss_claims() {
  std::vector<Claim> claims = estimator_claims();
  const auto add = [&](std::vector<Claim> part) {
    claims.insert(claims.end(),
                  std::make_move_iterator(part.begin()),
                  std::make_move_iterator(part.end()));
  };
  claims.push_back(orthogonality_claim());
  claims.push_back(literal_loss_claim());
  add(penalised_loss_claims());
  claims.push_back(water_filling_claim());
  add(barlow_twins_claims());
  claims.push_back(reference_loss_claim());
  return claims;
}

}  // namespace eigenviews::validation
