#pragma once

#include <string>
#include <vector>

#include "validate/options.hpp"
#include "validation/claim.hpp"

namespace eigenviews::apps {

/// The claims that the options choose: of the registry, or with --channel those on a user's
/// channel.
/// @param program  the path of this tool, beside which the other tools lie.
/// @throws core::InputError  unknown names, a file that is no channel.
[[nodiscard]] std::vector<validation::Claim> choose_claims(const ValidateOptions& options,
                                                           const std::string& program);

}  // namespace eigenviews::apps
