#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sweep/axes.hpp"
#include "sweep/row.hpp"

namespace eigenviews::apps {

/// With what every cell is run.
struct CellTools {
  std::filesystem::path folder;  ///< of train_ssl, compare_subspace and probe.
  int threads = 1;
  bool compare = true;
  bool probe = true;
  std::vector<std::string> compare_arguments, probe_arguments;  ///< further ones.
};

/// Trains a cell, compares what it learned with the exact functions, and probes it; with
/// training.checkpoint_every the last two for every kept checkpoint, too (the learning curve).
///
/// Every step of this leaves its results in a sub-folder of `folder` (training, comparison, probe),
/// and is not done again where they are complete; a training that was ended goes on from its last
/// checkpoint. The row, in cell.json, is the sign that all is done. Messages of the tools go to
/// log.txt. A training that fails makes a row of status "failed", a comparison or a probe one of
/// status "not measured", with the last line of the tool.
/// @param device  as --device of the tools.
/// @param tick    may throw core::Interrupted: the tool that runs is ended and awaited, and the
/// cell
///                goes on from there the next time.
/// @throws core::FileError  the folder cannot be written to.
[[nodiscard]] Row run_cell(const Cell& cell,
                           const std::filesystem::path& folder,
                           const CellTools& tools,
                           const std::string& device,
                           const std::function<void()>& tick);

/// The row of a cell that was finished earlier, or nothing.
/// @throws core::InputError  cell.json is not one of this cell.
[[nodiscard]] std::optional<Row> finished_row(const Cell& cell,
                                              const std::filesystem::path& folder);

}  // namespace eigenviews::apps
