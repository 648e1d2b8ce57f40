#pragma once

#include "kernel_eig/options.hpp"

namespace eigenviews::apps {

/// The whole job of kernel_eig after its command line is parsed.
/// @param config, command_line  written beside the results.
/// @return an ExitCode. @throws core::InputError, core::FileError, core::Interrupted.
int run_kernel_eig(const KernelEigOptions& options,
                   const std::string& config,
                   const std::string& command_line);

}  // namespace eigenviews::apps
