#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace eigenviews::report {

/// A path as it is shown in a message: control characters become '?', so that the line stays one.
[[nodiscard]] std::string shown(const std::filesystem::path& path);

/// Throws core::FileError("cannot <action> <path>: <text of errno_value>; <what to do>").
[[noreturn]] void raise_errno(std::string_view action,
                              const std::filesystem::path& path,
                              int errno_value);

/// Creates or truncates `file` and writes all bytes; nothing is synchronised to the disk yet.
///
/// @param shown_as  the name that a message gives to the file.
/// @throws core::FileError  it cannot be opened, written or closed. What was written stays: the
///                          caller removes the staging folder.
void write_file(const std::filesystem::path& file,
                std::string_view bytes,
                const std::filesystem::path& shown_as);

/// fsync of a file, or of a folder's list of names.
/// @throws core::FileError  it cannot be opened or synchronised (a full disk may first show here).
void sync_to_disk(const std::filesystem::path& path, const std::filesystem::path& shown_as);

}  // namespace eigenviews::report
