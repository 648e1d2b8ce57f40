#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace eigenviews::data {

/// Where the files of a data set may lie.
struct DataPlaces {
  std::string_view dataset;  ///< for messages.
  std::string_view below;    ///< torchvision's folder below the data folder.
  std::string_view system;   ///< a folder of the operating system, or empty.
  std::string_view remedy;   ///< how to get the files, for messages.
};

/// The folders to look in, in order: below the data folder, the data folder itself, and, where
/// `data_dir` is empty, the operating system's folder. The data folder is `data_dir` or, where that
/// is empty, the environment variable EIGENVIEWS_DATA_DIR, or none.
/// @throws core::FileError  the data folder is given and is not a folder.
[[nodiscard]] std::vector<std::filesystem::path> search_folders(
    const DataPlaces& places,
    const std::filesystem::path& data_dir);

/// The first file in `folders` order, and `names` order within a folder, that exists.
/// @throws core::FileError  there is none; the line names the files, the folders and the remedy.
[[nodiscard]] std::filesystem::path find_file(const DataPlaces& places,
                                              const std::vector<std::filesystem::path>& folders,
                                              const std::vector<std::string>& names);

}  // namespace eigenviews::data
