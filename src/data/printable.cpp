#include "data/printable.hpp"

#include <algorithm>

namespace eigenviews::data {

namespace {

constexpr std::size_t longest_excerpt = 40;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_printable_ascii(char c) { return c >= 0x20 && c < 0x7f; }

}  // namespace

std::string shown(const std::filesystem::path& path) {
  std::string text = path.string();
  std::replace_if(text.begin(), text.end(), is_control, '?');
  return text;
}

std::string excerpt(std::string_view content) {
  std::string text{content.substr(0, longest_excerpt)};
  std::replace_if(
      text.begin(),
      text.end(),
      [](char c) { return !is_printable_ascii(c); },
      '?');
  return "'" + text + "'" + (content.size() > longest_excerpt ? "..." : "");
}

}  // namespace eigenviews::data
