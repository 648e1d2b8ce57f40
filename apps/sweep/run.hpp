#pragma once

#include <string>

#include "sweep/options.hpp"

namespace eigenviews::apps {

/// Runs every cell that has no result yet, and draws the whole.
/// @param program  the path of this tool; the others lie beside it.
/// @returns exit_done, or exit_check_failed where a cell has no result.
/// @throws core::InputError, core::FileError  before anything is run.
int run_sweep(const SweepOptions& options,
              const std::string& program,
              const std::string& config,
              const std::string& command_line);

}  // namespace eigenviews::apps
