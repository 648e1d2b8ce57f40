#pragma once

#include <filesystem>
#include <vector>

#include "data/input_file.hpp"

namespace eigenviews::checkpoint {

/// Writes the pieces, one after another, to a file that appears under its name only when it is
/// whole and on the disk: a hidden name in the same folder, fsync, rename, fsync of the folder. A
/// process killed on the way leaves the old file, if there was one, as it was.
///
/// @throws core::FileError  the folder is missing or not writable, the disk is full, ...; the
///                          unfinished file is removed.
void write_atomically(const std::filesystem::path& path, const std::vector<data::Bytes>& pieces);

}  // namespace eigenviews::checkpoint
