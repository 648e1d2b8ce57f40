#pragma once

#include <zlib.h>

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <type_traits>

#include "data/input_file.hpp"

namespace eigenviews::data {

/// Reads a file from front to back, through zlib where it is a gzip stream and as it is otherwise.
class GzipReader {
 public:
  /// @throws core::FileError  as InputFile; also where zlib cannot open the file.
  explicit GzipReader(const std::filesystem::path& path);

  /// Fills `out` as far as the content goes. @returns the bytes delivered; fewer than out.size()
  /// only at the end of the content, or where a gzip stream breaks off (see broken_off()).
  /// @throws core::InputError  the gzip stream is damaged (a wrong code or checksum).
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> out);

  /// True where the last read() met the end of the file inside a gzip stream.
  [[nodiscard]] bool broken_off() const;

  [[nodiscard]] std::int64_t file_size() const { return file_size_; }  ///< compressed bytes.
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  struct Close {
    void operator()(gzFile stream) const { gzclose_r(stream); }
  };
  std::string where_;
  std::int64_t file_size_ = 0;
  std::unique_ptr<std::remove_pointer_t<gzFile>, Close> stream_;
};

}  // namespace eigenviews::data
