#pragma once

#include <zlib.h>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "data/input_file.hpp"

namespace eigenviews::data {

/// Reads a file from front to back, through zlib where it starts as a gzip stream does and as it is
/// otherwise. Gzip streams that follow one another are read as one, as gzip does; anything else
/// after a stream is refused, where zlib's own gzread would pass over it in silence.
class GzipReader {
 public:
  /// @throws core::FileError  as InputFile.
  explicit GzipReader(const std::filesystem::path& path);
  ~GzipReader() { inflateEnd(&stream_); }
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  /// Fills `out` as far as the content goes. @returns the bytes delivered; fewer than out.size()
  /// only at the end of the content, or where a gzip stream breaks off (see broken_off()).
  /// @throws core::InputError  the gzip stream is damaged (a wrong code or checksum), or something
  ///                           else follows it; the line gives the byte of the file.
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> out);

  /// True where the last read() met the end of the file inside a gzip stream.
  [[nodiscard]] bool broken_off() const { return broken_off_; }

  [[nodiscard]] std::int64_t file_size() const { return file_.size(); }  ///< compressed bytes.
  [[nodiscard]] const std::string& where() const { return file_.where(); }

 private:
  std::size_t read_plain(std::span<std::uint8_t> out);
  void refill();
  void inflate_into(std::span<std::uint8_t> out);

  InputFile file_;
  std::vector<std::uint8_t> buffer_;  ///< packed bytes; empty for a file that is not packed.
  std::int64_t offset_ = 0;           ///< of the file: the next byte to be read from it.
  z_stream stream_{};
  bool inside_ = false;  ///< a gzip stream has begun and its end is still to come.
  bool broken_off_ = false;
};

}  // namespace eigenviews::data
