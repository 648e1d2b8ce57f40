#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "data/originals.hpp"

namespace eigenviews::data {

struct LoadOptions {
  std::filesystem::path data_dir;  ///< --data-dir; empty: EIGENVIEWS_DATA_DIR, then known places.
  Index limit = 0;                 ///< the first `limit` originals; 0 is all of them.
};

/// Loads the originals that `dataset` names: "fashion-mnist", "mnist", "cifar10", "cifar100",
/// "stl10", "folder:PATH" or "npy:PATH".
/// @throws core::InputError  unknown name (the nearest known one is named), malformed file, fewer
///                           originals than `limit`.
/// @throws core::FileError   a file is missing or unreadable: names it and says how to get it.
[[nodiscard]] Originals load_originals(const std::string& dataset, const LoadOptions& options);

/// Names that load_originals takes, for messages ("folder:PATH" stands for its whole family).
[[nodiscard]] const std::vector<std::string>& dataset_names();

}  // namespace eigenviews::data
