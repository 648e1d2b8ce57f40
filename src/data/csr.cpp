#include "data/csr.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/errors.hpp"
#include "core/memory.hpp"

namespace eigenviews::data {

namespace {

void require_row_pointers(const CsrParts& parts, const std::string& where) {
  const auto entries = static_cast<std::int64_t>(parts.data.size());
  if (std::ssize(parts.indptr) - 1 != parts.rows) {
    core::reject(where,
                 fmt::format("indptr must have one value more than the {} rows", parts.rows),
                 fmt::format("{} values", parts.indptr.size()));
  }
  if (parts.indptr.front() != 0) {
    core::reject(where, "indptr must start with 0", parts.indptr.front());
  }
  for (std::size_t i = 1; i < parts.indptr.size(); ++i) {
    if (parts.indptr[i] >= parts.indptr[i - 1]) continue;
    core::reject(
        where,
        "indptr must not descend",
        fmt::format("{} after {} at position {}", parts.indptr[i], parts.indptr[i - 1], i));
  }
  if (parts.indptr.back() != entries) {
    core::reject(where,
                 fmt::format("indptr must end with the number of entries, {}", entries),
                 parts.indptr.back());
  }
}

void require_sizes(const CsrParts& parts, const std::string& where) {
  if (parts.rows < 1 || parts.cols < 1) {
    core::reject(where,
                 "the matrix must have a row and a column",
                 fmt::format("{} x {}", parts.rows, parts.cols));
  }
  if (parts.indices.size() != parts.data.size()) {
    core::reject(where,
                 "indices and data must have the same length",
                 fmt::format("{} and {}", parts.indices.size(), parts.data.size()));
  }
  require_row_pointers(parts, where);
  // Work on the matrix keeps a number for each column too, so they count although CSR stores none.
  const double bytes = 16.0 * static_cast<double>(parts.data.size()) +
                       8.0 * (static_cast<double>(parts.rows) + static_cast<double>(parts.cols));
  core::require_memory(where, bytes, "use a smaller matrix");
}

using Entry = std::pair<std::int64_t, double>;

void require_valid_row(const std::vector<Entry>& row,
                       std::int64_t i,
                       std::int64_t cols,
                       const std::string& where,
                       std::int64_t first_index) {
  for (std::size_t k = 0; k < row.size(); ++k) {
    const auto [column, value] = row[k];
    if (column < 0 || column >= cols) {
      core::reject(
          where,
          fmt::format("columns lie between {} and {}", first_index, cols - 1 + first_index),
          fmt::format("{} in row {}", column + first_index, i + first_index));
    }
    if (!std::isfinite(value)) {
      core::reject(where,
                   "every number must be finite",
                   fmt::format("{} in row {}, column {} (counted from {})",
                               value,
                               i + first_index,
                               column + first_index,
                               first_index));
    }
    if (k > 0 && row[k - 1].first == column) {
      core::reject(where,
                   "an entry may occur once",
                   fmt::format("row {}, column {} (counted from {}) twice",
                               i + first_index,
                               column + first_index,
                               first_index),
                   "add such entries up first (SciPy: sum_duplicates())");
    }
  }
}

}  // namespace

SparseMatrix make_csr(const CsrParts& parts, const std::string& where, std::int64_t first_index) {
  require_sizes(parts, where);
  SparseMatrix matrix(parts.rows, parts.cols);
  matrix.resizeNonZeros(static_cast<Eigen::Index>(parts.data.size()));
  std::vector<Entry> row;
  for (std::int64_t i = 0; i < parts.rows; ++i) {
    const auto begin = static_cast<std::size_t>(parts.indptr[static_cast<std::size_t>(i)]);
    const auto end = static_cast<std::size_t>(parts.indptr[static_cast<std::size_t>(i) + 1]);
    row.clear();
    for (std::size_t k = begin; k < end; ++k) row.emplace_back(parts.indices[k], parts.data[k]);
    std::sort(row.begin(), row.end(), [](const Entry& a, const Entry& b) {
      return a.first < b.first;
    });
    require_valid_row(row, i, parts.cols, where, first_index);
    for (std::size_t k = begin; k < end; ++k) {
      matrix.innerIndexPtr()[k] = row[k - begin].first;
      matrix.valuePtr()[k] = row[k - begin].second;
    }
    matrix.outerIndexPtr()[i + 1] = parts.indptr[static_cast<std::size_t>(i) + 1];
  }
  return matrix;
}

}  // namespace eigenviews::data
