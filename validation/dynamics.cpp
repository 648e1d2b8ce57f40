#include "validation/suites.hpp"

namespace eigenviews::validation {

std::vector<Claim> dynamics_claims() { return {}; }

}  // namespace eigenviews::validation
