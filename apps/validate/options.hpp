#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "common/common_options.hpp"

namespace eigenviews::apps {

struct ValidateOptions {
  CommonOptions common;
  bool list = false;
  bool full = false;
  bool reseed = false;
  int jobs = 0;  ///< 0: as many as --threads.
  std::vector<std::string> suites;
  std::vector<std::string> claims;
  std::string worker;  ///< the claim to measure for another process of this tool.
};

/// Adds every option of validate to `app`; `options` must outlive it.
void add_validate_options(CLI::App& app, ValidateOptions& options);

}  // namespace eigenviews::apps
