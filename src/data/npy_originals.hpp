#pragma once

#include <filesystem>

#include "data/originals.hpp"

namespace eigenviews::data {

/// Originals from a .npy file: (n, p) are points; (n, height, width) and (n, channels, height,
/// width) are images. Bytes with three or four dimensions stay bytes; everything else becomes real
/// numbers as they are. There are no labels.
///
/// @param limit  the first `limit` originals; 0 is all. In C order only their bytes are read.
/// @throws core::InputError  as parse_npy_header; also another number of dimensions, no originals
/// or
///                           no values, channels last, text, a number that is not finite (the line
///                           gives row and column), fewer originals than `limit`, too little
///                           memory.
/// @throws core::FileError   the file cannot be read.
[[nodiscard]] Originals load_npy(const std::filesystem::path& path, Index limit);

}  // namespace eigenviews::data
