#pragma once

#include <string>

#include "validate/options.hpp"

namespace eigenviews::apps {

/// Measures the chosen claims and writes summary.json, junit.xml and report.html.
/// @param program  the path of this tool: each claim is measured in a process of its own.
/// @return exit_done where every claim holds and every control fails, otherwise exit_check_failed.
/// @throws core::InputError  unknown names.
int run_validate(const ValidateOptions& options,
                 const std::string& program,
                 const std::string& config,
                 const std::string& command_line);

}  // namespace eigenviews::apps
