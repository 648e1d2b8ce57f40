#pragma once

#include <string>

#include "suggest/options.hpp"

namespace eigenviews::apps {

/// Solves the channel's eigenproblem for the largest d and says which weights keep so many modes.
int run_suggest(const SuggestOptions& options,
                const std::string& config,
                const std::string& command_line);

}  // namespace eigenviews::apps
