#pragma once

#include <string>

#include "train_ssl/options.hpp"

namespace eigenviews::apps {

/// Trains and writes checkpoints/last.safetensors, metrics.csv, config.toml, summary.json and
/// report.html. A checkpoint and the metrics are written every --checkpoint-every steps, at the
/// end, and when Ctrl-C or SIGTERM arrives.
/// @return exit_done; exit_check_failed where the loss became NaN or infinite (the checkpoint is
///         then that of the last good step); exit_interrupted.
/// @throws core::InputError, core::FileError
int run_train_ssl(const TrainSslOptions& options,
                  const std::string& config,
                  const std::string& command_line);

}  // namespace eigenviews::apps
