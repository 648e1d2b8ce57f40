#include "data/locate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>

#include "core/errors.hpp"
#include "data/printable.hpp"

namespace eigenviews::data {

namespace fs = std::filesystem;

std::vector<fs::path> search_folders(const DataPlaces& places, const fs::path& data_dir) {
  fs::path root = data_dir;
  const char* source = "--data-dir";
  if (root.empty()) {
    if (const char* variable = std::getenv("EIGENVIEWS_DATA_DIR")) root = variable;
    source = "EIGENVIEWS_DATA_DIR";
  }
  std::vector<fs::path> folders;
  if (!root.empty()) {
    std::error_code ignored;
    if (!fs::is_directory(root, ignored)) {
      throw core::FileError(fmt::format("{} {}: there is no such folder", source, shown(root)));
    }
    folders = {root / places.below, root};
  }
  if (data_dir.empty() && !places.system.empty()) folders.emplace_back(places.system);
  return folders;
}

fs::path find_file(const DataPlaces& places,
                   const std::vector<fs::path>& folders,
                   const std::vector<std::string>& names) {
  std::vector<std::string> looked_in;
  for (const fs::path& folder : folders) {
    for (const std::string& name : names) {
      std::error_code ignored;
      if (fs::exists(folder / name, ignored)) return folder / name;
    }
    looked_in.push_back(shown(folder));
  }
  throw core::FileError(fmt::format(
      "{}: no file {} in {}; {}",
      places.dataset,
      fmt::join(names, " or "),
      looked_in.empty() ? "any folder (neither --data-dir nor EIGENVIEWS_DATA_DIR is given)"
                        : fmt::format("{}", fmt::join(looked_in, " or ")),
      places.remedy));
}

}  // namespace eigenviews::data
