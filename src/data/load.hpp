#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "data/originals.hpp"

namespace eigenviews::data {

/// Which part of a data set.
enum class Split { training, test };

struct LoadOptions {
  std::filesystem::path data_dir;  ///< --data-dir; empty: EIGENVIEWS_DATA_DIR, then known places.
  Index limit = 0;                 ///< the first `limit` originals; 0 is all of them.
  Split split = Split::training;   ///< of the data sets that are published with a test split.
};

/// Loads the originals that `dataset` names: "fashion-mnist", "mnist", "cifar10", "cifar100",
/// "stl10", "folder:PATH" or "npy:PATH".
/// @throws core::InputError  unknown name (the nearest known one is named), malformed file, fewer
///                           originals than `limit`, the test split of a folder or a .npy file
///                           (load_labelled_split makes one).
/// @throws core::FileError   a file is missing or unreadable: names it and says how to get it.
[[nodiscard]] Originals load_originals(const std::string& dataset, const LoadOptions& options);

/// Names that load_originals takes, for messages ("folder:PATH" stands for its whole family).
[[nodiscard]] const std::vector<std::string>& dataset_names();

}  // namespace eigenviews::data
