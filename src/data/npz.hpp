#pragma once

#include <zip.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/npy.hpp"

namespace eigenviews::data {

/// A .npz file: a zip archive of .npy files. Member "P" is the file "P.npy".
class NpzFile {
 public:
  /// @throws core::InputError  not a zip archive, or two members of one name.
  /// @throws core::FileError   cannot be read.
  explicit NpzFile(const std::filesystem::path& path);

  [[nodiscard]] bool has(const std::string& member) const;

  /// A numeric member.
  /// @throws core::InputError  missing, encrypted, packed by other means than deflate, more packed
  ///                           bytes than the file has, larger than deflate can have packed or than
  ///                           memory, damaged; as parse_npy.
  [[nodiscard]] NpyArray array(const std::string& member) const;

  /// A member that holds one string. Errors as array() and parse_npy_text.
  [[nodiscard]] std::string text(const std::string& member) const;

  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  [[nodiscard]] std::vector<std::uint8_t> unpack(const std::string& member) const;
  [[nodiscard]] std::string where(const std::string& member) const;

  struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
  };
  std::string where_;
  std::int64_t file_size_ = 0;
  std::unique_ptr<zip_t, Discard> archive_;
};

}  // namespace eigenviews::data
