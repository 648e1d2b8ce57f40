#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "sweep/axes.hpp"
#include "train_ssl/options.hpp"

namespace eigenviews::apps {

struct SweepOptions {
  TrainSslOptions training;  ///< what all cells share; its `common` is the sweep's own.
  Axes axes;
  std::vector<std::string> points;
  int jobs = 0;                      ///< cells at a time; 0: one for each device.
  std::vector<std::string> devices;  ///< of the cells in turn; none: --device.
  bool no_compare = false;
  bool no_probe = false;
  std::string compare_arguments;  ///< further ones of compare_subspace, separated by spaces.
  std::string probe_arguments = "--readout ridge knn";  ///< the same of probe.
  bool retry_failed = false;
  bool list = false;
  std::string report;  ///< a folder with results.csv: draw its page again, run nothing.
};

/// Adds every option of sweep to `app`: those of train_ssl, of which the axes take several values,
/// and its own. `options` must outlive it.
void add_sweep_options(CLI::App& app, SweepOptions& options);

/// Refuses options that do not go together. @throws core::InputError.
void validate(const SweepOptions& options);

}  // namespace eigenviews::apps
