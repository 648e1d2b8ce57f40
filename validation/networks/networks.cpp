// N1-N8: what networks learn, against what the theory says they should.
#include "validation/networks/claims.hpp"
#include "validation/suites.hpp"

namespace eigenviews::validation {

std::vector<Claim> network_claims() { return {n1(), n2(), n7()}; }

}  // namespace eigenviews::validation
