#include "validation/channel_claims.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"
#include "validation/channel_claims_detail.hpp"

namespace eigenviews::validation {

std::string size_of(const kernel::FiniteChannel& channel) {
  return fmt::format("the channel, {} x {}", channel.originals(), channel.views());
}

std::vector<Claim> channel_claims(const ChannelPointer& channel) {
  if (channel->views() < 2) {
    core::reject("channel_claims",
                 "a channel to at least two views",
                 channel->views(),
                 "with one view T keeps nothing but constants");
  }
  std::vector<Claim> claims = operator_claims_of(channel);
  for (Claim& claim : solver_claims_of(channel)) claims.push_back(std::move(claim));
  return claims;
}

}  // namespace eigenviews::validation
