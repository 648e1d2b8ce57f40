#include "core/errors.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace eigenviews::core {

namespace {

// Levenshtein distance with one row of the table, O(|a| |b|).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

}  // namespace

void throw_input_error(std::string line) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; };
  std::replace_if(line.begin(), line.end(), is_control, '?');
  throw InputError(line);
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
  const auto best = std::min_element(candidates.begin(),
                                     candidates.end(),
                                     [&](const std::string& a, const std::string& b) {
                                       return edit_distance(name, a) < edit_distance(name, b);
                                     });
  return best == candidates.end() ? std::string{} : *best;
}

void reject_unknown(std::string_view where,
                    std::string_view kind,
                    std::string_view name,
                    const std::vector<std::string>& known) {
  reject(where,
         fmt::format("unknown {}", kind),
         fmt::format("'{}'", name),
         fmt::format("did you mean '{}'? known: {}",
                     nearest_name(name, known),
                     fmt::join(known, ", ")));
}

}  // namespace eigenviews::core
