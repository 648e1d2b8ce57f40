#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "data/input_file.hpp"

namespace eigenviews::checkpoint::pickle {

/// The bytes of a pickle, taken from the front.
class Input {
 public:
  /// @param where  the file and entry, in messages.
  Input(data::Bytes bytes, std::string where) : bytes_(bytes), where_(std::move(where)) {}

  [[nodiscard]] std::size_t position() const { return position_; }
  /// The file and the byte that the current operation starts at.
  [[nodiscard]] std::string where() const;
  /// From now on where() says this byte.
  void mark_operation() { operation_ = position_; }

  /// The next `count` bytes, count <= 8, as a number, the lowest first.
  /// @throws core::InputError  the pickle ends before.
  [[nodiscard]] std::uint64_t little(int count);
  /// The next 8 bytes as a number, the highest first (how pickles hold doubles). Throws likewise.
  [[nodiscard]] std::uint64_t big8();
  /// The next `count` bytes. Throws likewise.
  [[nodiscard]] std::string_view take(std::uint64_t count);
  /// Up to the next newline, which is taken too. Throws likewise.
  [[nodiscard]] std::string_view line();

  /// Throws core::InputError about the current operation.
  [[noreturn]] void refuse(std::string_view rule, const std::string& received) const;

 private:
  data::Bytes bytes_;
  std::string where_;
  std::size_t position_ = 0;
  std::size_t operation_ = 0;
};

}  // namespace eigenviews::checkpoint::pickle
