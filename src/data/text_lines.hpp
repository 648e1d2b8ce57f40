#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eigenviews::data {

/// The lines of a text file in memory, numbered from 1 for messages.
class Lines {
 public:
  /// @param text   the whole file; must outlive this object.
  /// @param where  its name in messages.
  Lines(std::string_view text, std::string where) : left_(text), where_(std::move(where)) {}

  /// The next line, whatever it holds, without its end; empty at the end of the text.
  std::string_view next();
  /// The next line that is neither blank nor a comment (a '%' comes first), from its first
  /// character that is no space on; nothing at the end of the text.
  std::optional<std::string_view> next_content();

  [[nodiscard]] std::size_t bytes_left() const { return left_.size(); }
  [[nodiscard]] const std::string& file() const { return where_; }
  [[nodiscard]] std::string where() const;  ///< "FILE, line N", N the line delivered last.

 private:
  std::string_view left_;
  std::string where_;
  std::int64_t number_ = 0;
};

/// What separates words, and may stand at the end of a line that was written under DOS.
constexpr std::string_view blanks = " \t\r";

/// The first words of a line. `count` goes up to Count + 1, which says that there are too many.
template <std::size_t Count>
struct Words {
  std::array<std::string_view, Count> word;
  std::size_t count = 0;
};

template <std::size_t Count>
[[nodiscard]] Words<Count> split_words(std::string_view line) {
  Words<Count> words;
  while (words.count <= Count) {
    const std::size_t start = line.find_first_not_of(blanks);
    if (start == std::string_view::npos) break;
    const std::size_t end = std::min(line.find_first_of(blanks, start), line.size());
    if (words.count < Count) words.word[words.count] = line.substr(start, end - start);
    ++words.count;
    line.remove_prefix(end);
  }
  return words;
}

/// Reads a number that takes up the whole word; a leading '+' is allowed.
/// @returns false where the word is something else or T cannot hold the number.
template <class T>
[[nodiscard]] bool parse_whole(std::string_view word, T& value) {
  if (word.size() > 1 && word[0] == '+' && word[1] != '-') word.remove_prefix(1);
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc{} && end == word.data() + word.size();
}

}  // namespace eigenviews::data
