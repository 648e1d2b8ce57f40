#pragma once

#include <sha2.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace eigenviews::apps {

/// SHA-256 of what was added; each piece is preceded by its length, so that no two lists of pieces
/// are the same bytes.
class Digest {
 public:
  Digest() { SHA256Init(&state_); }

  Digest& add(const void* bytes, std::size_t size);
  Digest& add(std::string_view text) { return add(text.data(), text.size()); }
  Digest& add(double number) { return add(&number, sizeof number); }
  /// The content of a file. @throws core::FileError  it cannot be read.
  Digest& add_file(const std::filesystem::path& path);

  /// 256 bits as four words; the object is used up.
  [[nodiscard]] std::array<std::int64_t, 4> words();

 private:
  SHA2_CTX state_{};
};

}  // namespace eigenviews::apps
