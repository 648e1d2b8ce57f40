#pragma once

#include <filesystem>
#include <vector>

#include "data/originals.hpp"

namespace eigenviews::data {

/// What to read of an IDX file.
struct IdxRequest {
  std::size_t rank = 3;   ///< 3 for images (n, height, width), 1 for labels (n).
  Index limit = 0;        ///< the first `limit` items; 0 is all of them.
  bool check_end = true;  ///< read on to the end and refuse missing or extra bytes there; not
                          ///< needed for a file whose checksum has been verified.
};

/// The content of an IDX file of unsigned bytes.
struct IdxArray {
  std::vector<Index> dims;  ///< as the header has them: dims[0] items.
  PixelMatrix items;        ///< rows read x (dims[1] * ... * dims[rank-1]), each row-major.
};

/// Reads the IDX format of MNIST and its relatives, plain or gzip-compressed: bytes 0, 0, 8
/// (unsigned byte), rank; then `rank` big-endian 32-bit dimensions; then the items.
///
/// @throws core::InputError  wrong magic number, a dimension that is 0, a product of dimensions
///                           that cannot be in a file of this size, missing or extra bytes, a
///                           damaged or truncated gzip stream, limit > dims[0], too little memory.
/// @throws core::FileError   the file cannot be opened.
/// Cost: one pass; memory for the rows read only.
[[nodiscard]] IdxArray read_idx(const std::filesystem::path& path, const IdxRequest& request);

}  // namespace eigenviews::data
