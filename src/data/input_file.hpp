#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace eigenviews::data {

using Bytes = std::span<const std::uint8_t>;

/// A regular file open for reading at any offset; owns its descriptor.
class InputFile {
 public:
  /// @throws core::FileError  missing, unreadable, or not a regular file (a folder, a pipe).
  explicit InputFile(const std::filesystem::path& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  [[nodiscard]] std::int64_t size() const { return size_; }          ///< bytes, when it was opened.
  [[nodiscard]] const std::string& where() const { return where_; }  ///< its name in messages.

  /// Fills `out` with the bytes from `offset` on.
  /// @throws core::FileError  the device reports an error, or the file ends before out.size().
  void read(std::int64_t offset, std::span<std::uint8_t> out) const;

  /// `count` bytes from `offset` on; memory is asked for first.
  /// @throws core::InputError  more bytes than memory. @throws core::FileError  as read().
  [[nodiscard]] std::vector<std::uint8_t> read(std::int64_t offset, std::int64_t count) const;

 private:
  std::string where_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

/// All bytes of a file. Errors as InputFile.
[[nodiscard]] std::vector<std::uint8_t> read_file(const std::filesystem::path& path);

}  // namespace eigenviews::data
