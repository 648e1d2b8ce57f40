#pragma once

#include <string>
#include <vector>

#include "data/input_file.hpp"

namespace eigenviews::checkpoint {

/// An entry of an archive; its bytes are borrowed.
struct ZipEntry {
  std::string name;
  data::Bytes bytes;
};

/// A zip archive of stored entries (PKWARE's APPNOTE 6.3, sections 4.3 and 4.4) that has all its
/// pieces in memory: first what stands between the entries' bytes, then pointers to both in order.
struct ZipPieces {
  std::vector<std::string> records;  ///< headers before each entry, then the directory.
  std::vector<data::Bytes> pieces;   ///< the file; points into `records` and the entries' bytes.
};

/// Lays an archive out. The bytes of each entry start at a multiple of 64, as in the files of
/// torch.save, which Python may map into memory; no time is kept, so equal entries give equal
/// bytes.
///
/// @throws core::InputError  more than 65534 entries, or 4 GiB together: what a zip archive without
///                           extensions can hold.
/// Cost: one pass over the bytes for their checksums.
[[nodiscard]] ZipPieces zip_pieces(const std::vector<ZipEntry>& entries);

}  // namespace eigenviews::checkpoint
