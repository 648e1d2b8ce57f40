#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/common_options.hpp"
#include "validate/channel_options.hpp"

namespace eigenviews::apps {

struct ValidateOptions {
  CommonOptions common;
  bool list = false;
  bool full = false;
  bool reseed = false;
  int jobs = 0;  ///< 0: as many as --threads.
  std::vector<std::string> suites;
  std::vector<std::string> claims;
  ChannelOptions channel;
  std::string falsify;        ///< a statement to look for counterexamples to, or "list".
  std::optional<int> budget;  ///< channels that the search draws; default: of the statement.
  std::string worker;         ///< the claim to measure for another process of this tool.
};

/// Adds every option of validate to `app`; `options` must outlive it.
void add_validate_options(CLI::App& app, ValidateOptions& options);

/// Refuses options that do not go together. @throws core::InputError.
void validate(const ValidateOptions& options);

}  // namespace eigenviews::apps
