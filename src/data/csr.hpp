#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/channel_file.hpp"

namespace eigenviews::data {

/// A sparse matrix by compressed rows: row i has data[k] in column indices[k] for
/// indptr[i] <= k < indptr[i + 1], in any order of columns.
struct CsrParts {
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::vector<std::int64_t> indptr;   ///< rows + 1.
  std::vector<std::int64_t> indices;  ///< one for each entry, from 0.
  std::vector<double> data;           ///< one for each entry.
};

/// Checks the parts and makes the matrix, columns ascending in each row.
///
/// @param where       the file's name, for messages.
/// @param first_index what the file's format calls the first row and column, 0 or 1: messages count
///                    as the file does.
/// @throws core::InputError  no row or column; indptr that has not rows + 1 values, does not start
///                           at 0, descends, or does not end at the number of entries; indices
///                           and data of different lengths; a column out of range; an entry that
///                           occurs twice or is not finite; too little memory.
/// Cost: O(entries log(entries of a row)) time, 16 bytes an entry.
[[nodiscard]] SparseMatrix make_csr(const CsrParts& parts,
                                    const std::string& where,
                                    std::int64_t first_index);

}  // namespace eigenviews::data
