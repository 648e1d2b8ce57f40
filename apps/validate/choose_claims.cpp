#include "validate/choose_claims.hpp"

#include <algorithm>
#include <filesystem>

#include "core/errors.hpp"
#include "kernel_eig/problem.hpp"
#include "validate/alignment_claim.hpp"
#include "validation/channel_claims.hpp"
#include "validation/registry.hpp"

namespace eigenviews::apps {

namespace {

using validation::Claim;

std::vector<Claim> claims_on(const ChannelOptions& options, const std::string& program) {
  KernelEigOptions problem;
  problem.dataset = "channel:" + options.file;
  problem.rho_x = options.rho_x;
  const auto channel = build_problem(problem, {}).finite;
  std::vector<Claim> claims = validation::channel_claims(channel);
  if (options.has_features()) {
    const auto tools = std::filesystem::path(program).parent_path();
    claims.push_back(alignment_claim(options, *channel, tools));
  }
  return claims;
}

// Those of the given ids, or all.
std::vector<Claim> of_ids(std::vector<Claim> claims, const std::vector<std::string>& ids) {
  if (ids.empty()) return claims;
  std::vector<std::string> known;
  for (const Claim& claim : claims) known.push_back(claim.id);
  std::vector<Claim> chosen;
  for (const std::string& id : ids) {
    const auto place = std::find(known.begin(), known.end(), id);
    if (place == known.end()) core::reject_unknown("--claim", "claim", id, known);
    chosen.push_back(claims[static_cast<std::size_t>(place - known.begin())]);
  }
  return chosen;
}

}  // namespace

std::vector<Claim> choose_claims(const ValidateOptions& options, const std::string& program) {
  const bool worker = !options.worker.empty();
  const std::vector<std::string> ids = worker ? std::vector{options.worker} : options.claims;
  if (options.channel.file.empty()) {
    return validation::choose(options.suites, ids, options.full || options.list || worker);
  }
  return of_ids(claims_on(options.channel, program), ids);
}

}  // namespace eigenviews::apps
