#include "data/matrix_market.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "data/csr.hpp"
#include "data/printable.hpp"
#include "data/text_lines.hpp"

namespace eigenviews::data {

namespace {

using Index = Eigen::Index;

struct Banner {
  bool coordinate = true;
  bool integer = false;
  bool symmetric = false;
};

std::string lower(std::string_view word) {
  std::string text(word);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return text;
}

// True for the first of two words, false for the second; everything else is refused.
bool choose(const Lines& lines, std::string_view word, std::array<std::string_view, 2> known) {
  const std::string text = lower(word);
  if (text != known[0] && text != known[1]) {
    core::reject(lines.where(),
                 fmt::format("the matrix must be '{}' or '{}'", known[0], known[1]),
                 excerpt(word),
                 "convert it to 'coordinate real general' or 'array real general'");
  }
  return text == known[0];
}

Banner read_banner(Lines& lines) {
  const std::string_view line = lines.next();
  const auto words = split_words<5>(line);
  if (words.count != 5 || lower(words.word[0]) != "%%matrixmarket" ||
      lower(words.word[1]) != "matrix") {
    core::reject(lines.where(),
                 "a Matrix Market file starts with '%%MatrixMarket matrix FORMAT FIELD SYMMETRY'",
                 excerpt(line),
                 "is it the right file?");
  }
  return {.coordinate = choose(lines, words.word[2], {"coordinate", "array"}),
          .integer = choose(lines, words.word[3], {"integer", "real"}),
          .symmetric = choose(lines, words.word[4], {"symmetric", "general"})};
}

// The line of sizes: rows, columns and, for a coordinate matrix, entries.
template <std::size_t Count>
std::array<Index, Count> read_sizes(Lines& lines, const Banner& banner) {
  const std::string_view line = lines.next_content().value_or("");
  const auto words = split_words<Count>(line);
  std::array<Index, Count> sizes{};
  bool valid = words.count == Count;
  for (std::size_t i = 0; valid && i < Count; ++i) {
    valid = parse_whole(words.word[i], sizes[i]) && sizes[i] >= (i < 2 ? 1 : 0);
  }
  if (!valid) {
    core::reject(
        lines.where(),
        fmt::format("the line of sizes must be '{}', whole numbers, the first two positive",
                    Count == 3 ? "ROWS COLUMNS ENTRIES" : "ROWS COLUMNS"),
        excerpt(line));
  }
  if (banner.symmetric && sizes[0] != sizes[1]) {
    core::reject(lines.where(),
                 "a symmetric matrix must be square",
                 fmt::format("{} x {}", sizes[0], sizes[1]));
  }
  return sizes;
}

// Refuses a count that the rest of the file cannot hold, before memory is reserved for it.
void require_room(const Lines& lines, double count, double shortest_line, std::string_view what) {
  if (count * shortest_line <= static_cast<double>(lines.bytes_left()) + 1) return;
  core::reject(lines.where(),
               fmt::format("the file must hold the {} {} it promises", count, what),
               fmt::format("{} more bytes, too few for them", lines.bytes_left()),
               "the file is truncated or damaged");
}

std::string_view next_entry(Lines& lines, Index done, Index promised) {
  const auto line = lines.next_content();
  if (!line) {
    core::reject(lines.file(),
                 fmt::format("the file must hold the {} entries it promises", promised),
                 done,
                 "the file is truncated or damaged");
  }
  return *line;
}

void require_end(Lines& lines, Index promised) {
  if (const auto line = lines.next_content()) {
    core::reject(lines.where(),
                 fmt::format("nothing may follow the {} entries", promised),
                 excerpt(*line),
                 "correct the line of sizes");
  }
}

double parse_value(const Lines& lines, std::string_view word, const Banner& banner) {
  double value = 0;
  Index whole = 0;
  const bool valid = banner.integer ? parse_whole(word, whole) : parse_whole(word, value);
  if (!valid) {
    core::reject(lines.where(),
                 banner.integer ? "the value must be a whole number below 2^63"
                                : "the value must be a number that a double can hold",
                 excerpt(word));
  }
  return banner.integer ? static_cast<double>(whole) : value;
}

struct Triplets {
  std::vector<Index> row;
  std::vector<Index> column;
  std::vector<double> value;

  explicit Triplets(std::size_t capacity) {
    row.reserve(capacity);
    column.reserve(capacity);
    value.reserve(capacity);
  }

  void add(Index i, Index j, double v) {
    row.push_back(i);
    column.push_back(j);
    value.push_back(v);
  }
};

Index parse_index(const Lines& lines, std::string_view word, Index size, std::string_view what) {
  Index index = 0;
  if (!parse_whole(word, index) || index < 1 || index > size) {
    core::reject(lines.where(),
                 fmt::format("the {} must lie between 1 and {}", what, size),
                 excerpt(word),
                 "indices count from 1");
  }
  return index - 1;
}

void read_entry(Lines& lines,
                std::string_view line,
                const Banner& banner,
                const std::array<Index, 3>& sizes,
                Triplets& entries) {
  const auto words = split_words<3>(line);
  if (words.count != 3) {
    core::reject(lines.where(), "an entry must be 'ROW COLUMN VALUE'", excerpt(line));
  }
  const Index i = parse_index(lines, words.word[0], sizes[0], "row");
  const Index j = parse_index(lines, words.word[1], sizes[1], "column");
  const double value = parse_value(lines, words.word[2], banner);
  if (banner.symmetric && j > i) {
    core::reject(lines.where(),
                 "a symmetric file lists the lower triangle only",
                 fmt::format("row {}, column {}", i + 1, j + 1));
  }
  entries.add(i, j, value);
  if (banner.symmetric && i != j) entries.add(j, i, value);
}

// Counting sort by row.
CsrParts by_rows(const Triplets& entries, Index rows, Index cols) {
  CsrParts parts{.rows = rows, .cols = cols, .indptr = {}, .indices = {}, .data = {}};
  parts.indptr.assign(static_cast<std::size_t>(rows) + 1, 0);
  for (const Index i : entries.row) ++parts.indptr[static_cast<std::size_t>(i) + 1];
  for (std::size_t i = 1; i < parts.indptr.size(); ++i) parts.indptr[i] += parts.indptr[i - 1];
  parts.indices.resize(entries.row.size());
  parts.data.resize(entries.row.size());
  std::vector<Index> next(parts.indptr.begin(), parts.indptr.end() - 1);
  for (std::size_t k = 0; k < entries.row.size(); ++k) {
    const auto to = static_cast<std::size_t>(next[static_cast<std::size_t>(entries.row[k])]++);
    parts.indices[to] = entries.column[k];
    parts.data[to] = entries.value[k];
  }
  return parts;
}

SparseMatrix read_coordinate(Lines& lines, const Banner& banner) {
  const auto sizes = read_sizes<3>(lines, banner);
  const auto count = static_cast<double>(sizes[2]);
  require_room(lines, count, 6, "entries");  // "1 1 1" and the end of the line
  const double stored = banner.symmetric ? 2 * count : count;
  if (static_cast<double>(sizes[0]) > stored) {  // also bounds the memory by the file's length
    core::reject(
        lines.where(),
        "every row of a channel has an entry, so there are at least as many entries as rows",
        fmt::format("{} rows and {} entries", sizes[0], sizes[2]),
        "correct the line of sizes or remove the empty rows");
  }
  core::require_memory(
      lines.file(),
      40.0 * stored + 16.0 * static_cast<double>(sizes[0]) + 8.0 * static_cast<double>(sizes[1]),
      "use a smaller matrix");
  Triplets entries(static_cast<std::size_t>(stored));
  for (Index k = 0; k < sizes[2]; ++k) {
    read_entry(lines, next_entry(lines, k, sizes[2]), banner, sizes, entries);
  }
  require_end(lines, sizes[2]);
  return make_csr(by_rows(entries, sizes[0], sizes[1]), lines.file(), 1);
}

Eigen::MatrixXd read_array(Lines& lines, const Banner& banner) {
  const auto [rows, cols] = read_sizes<2>(lines, banner);
  const double all = static_cast<double>(rows) * static_cast<double>(cols);
  const double listed = banner.symmetric ? (all + static_cast<double>(rows)) / 2 : all;
  require_room(lines, listed, 2, "numbers");  // a digit and the end of the line
  core::require_memory(lines.file(), 8 * all, "use a smaller matrix");
  Eigen::MatrixXd matrix(rows, cols);
  const auto promised = static_cast<Index>(listed);
  Index done = 0;
  for (Index j = 0; j < cols; ++j) {
    for (Index i = banner.symmetric ? j : 0; i < rows; ++i) {
      const std::string_view line = next_entry(lines, done++, promised);
      const auto words = split_words<1>(line);
      if (words.count != 1) {
        core::reject(lines.where(), "a line of an array must hold one number", excerpt(line));
      }
      matrix(i, j) = parse_value(lines, words.word[0], banner);
      if (!std::isfinite(matrix(i, j))) {
        core::reject(
            lines.where(),
            "every number must be finite",
            fmt::format("{} in row {}, column {} (counted from 1)", matrix(i, j), i + 1, j + 1));
      }
      if (banner.symmetric) matrix(j, i) = matrix(i, j);
    }
  }
  require_end(lines, promised);
  return matrix;
}

}  // namespace

std::variant<Eigen::MatrixXd, SparseMatrix> parse_matrix_market(std::string_view text,
                                                                const std::string& where) {
  Lines lines(text, where);
  const Banner banner = read_banner(lines);
  if (banner.coordinate) return read_coordinate(lines, banner);
  return read_array(lines, banner);
}

}  // namespace eigenviews::data
