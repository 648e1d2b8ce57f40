#include "data/text_lines.hpp"

#include <fmt/format.h>

namespace eigenviews::data {

std::string_view Lines::next() {
  const std::size_t end = std::min(left_.find('\n'), left_.size());
  const std::string_view line = left_.substr(0, end);
  left_.remove_prefix(std::min(end + 1, left_.size()));
  ++number_;
  return line;
}

std::optional<std::string_view> Lines::next_content() {
  while (!left_.empty()) {
    const std::string_view line = next();
    const std::size_t start = line.find_first_not_of(blanks);
    if (start != std::string_view::npos && line[start] != '%') return line.substr(start);
  }
  return std::nullopt;
}

std::string Lines::where() const { return fmt::format("{}, line {}", where_, number_); }

}  // namespace eigenviews::data
