#include "probe/digest.hpp"

#include <algorithm>
#include <cstring>

#include "data/input_file.hpp"

namespace eigenviews::apps {

Digest& Digest::add(const void* bytes, std::size_t size) {
  const std::uint64_t length = size;
  SHA256Update(&state_, reinterpret_cast<const std::uint8_t*>(&length), sizeof length);
  SHA256Update(&state_, static_cast<const std::uint8_t*>(bytes), size);
  return *this;
}

Digest& Digest::add_file(const std::filesystem::path& path) {
  constexpr std::int64_t piece = 1 << 20;
  const data::InputFile file(path);
  for (std::int64_t at = 0; at < file.size(); at += piece) {
    const auto bytes = file.read(at, std::min(piece, file.size() - at));
    add(bytes.data(), bytes.size());
  }
  return *this;
}

std::array<std::int64_t, 4> Digest::words() {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> bytes{};
  SHA256Final(bytes.data(), &state_);
  std::array<std::int64_t, 4> words{};
  std::memcpy(words.data(), bytes.data(), sizeof words);
  return words;
}

}  // namespace eigenviews::apps
