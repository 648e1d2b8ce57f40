// N1-N8: what networks learn, against what the theory says they should.
#include "validation/networks/claims.hpp"
#include "validation/suites.hpp"

namespace eigenviews::validation {

std::vector<Claim> network_claims() { return {n1(), n2(), n3(), n4(), n5(), n6(), n7(), n8()}; }

}  // namespace eigenviews::validation
