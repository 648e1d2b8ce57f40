#pragma once

#include <string>

#include "probe/feature_set.hpp"

namespace eigenviews::apps {

/// Computes or reads features, runs the read-outs and writes the results.
/// @param parts  empty functions in a build without LibTorch.
/// @return exit_done, or exit_check_failed where a read-out did not converge or is not finite.
/// @throws core::InputError, core::FileError  see the options and files; nothing but the features
/// of
///     a checkpoint is then written.
int run_probe(ProbeOptions options,
              const std::string& config,
              const std::string& command_line,
              const NetworkParts& parts);

}  // namespace eigenviews::apps
