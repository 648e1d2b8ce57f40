#pragma once

#include <string>

#include "compare_subspace/checkpoint_reader.hpp"
#include "compare_subspace/options.hpp"

namespace eigenviews::apps {

/// @param reader  for --ckpt; its functions are empty in a build without LibTorch.
/// Compares and writes the results. @return exit_done where aligned, otherwise exit_check_failed.
/// @throws core::InputError, core::FileError  see the options and files; nothing is then written.
int run_compare(const CompareOptions& options,
                const std::string& config,
                const std::string& command_line,
                const CheckpointReader& reader);

}  // namespace eigenviews::apps
