#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace eigenviews::data {

/// A path as messages show it: control characters become '?', so that a line stays a line.
[[nodiscard]] std::string shown(const std::filesystem::path& path);

/// A piece of a file's content as messages show it: in quotes, at most 40 characters followed by
/// "..." where there are more, and every byte that is not printable ASCII as '?'.
[[nodiscard]] std::string excerpt(std::string_view content);

}  // namespace eigenviews::data
