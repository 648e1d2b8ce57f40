#include "validation/registry.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "core/errors.hpp"
#include "validation/suites.hpp"

namespace eigenviews::validation {

namespace {

std::vector<Claim> gather() {
  std::vector<Claim> all;
  for (const auto& suite : {operator_claims,
                            loss_claims,
                            dynamics_claims,
                            finite_sample_claims,
                            comparison_claims,
#ifdef EIGENVIEWS_NETWORK_CLAIMS
                            network_claims,
#endif
                            mutation_claims}) {
    for (Claim& claim : suite()) all.push_back(std::move(claim));
  }
  std::set<std::string> ids;
  for (const Claim& claim : all) {
    const auto& suites = suite_names();
    const bool known = std::find(suites.begin(), suites.end(), claim.suite) != suites.end();
    if (!known || claim.controls.empty() || !ids.insert(claim.id).second) {
      throw std::logic_error("claim " + claim.id + ": id taken, suite unknown, or no control");
    }
  }
  return all;
}

void require_known(const char* flag,
                   const char* kind,
                   const std::vector<std::string>& names,
                   const std::vector<std::string>& known) {
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      core::reject_unknown(flag, kind, name, known);
    }
  }
}

}  // namespace

const std::vector<std::string>& suite_names() {
  static const std::vector<std::string> names = {"operators",
                                                 "losses",
                                                 "dynamics",
                                                 "finite-samples",
                                                 "comparison",
#ifdef EIGENVIEWS_NETWORK_CLAIMS
                                                 "networks",
#endif
                                                 "mutation"};
  return names;
}

const std::vector<Claim>& registry() {
  static const std::vector<Claim> all = gather();
  return all;
}

std::vector<Claim> choose(const std::vector<std::string>& suites,
                          const std::vector<std::string>& ids,
                          bool full) {
  std::vector<std::string> known;
  for (const Claim& claim : registry()) known.push_back(claim.id);
  require_known("--suite", "suite", suites, suite_names());
  require_known("--claim", "claim", ids, known);
  const auto contains = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  std::vector<Claim> chosen;
  for (const Claim& claim : registry()) {
    const bool named = contains(ids, claim.id);
    const bool of_suite = suites.empty() ? ids.empty() : contains(suites, claim.suite);
    if (named || (of_suite && (full || !claim.full_only))) chosen.push_back(claim);
  }
  return chosen;
}

}  // namespace eigenviews::validation
