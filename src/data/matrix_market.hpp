#pragma once

#include <Eigen/Core>
#include <string>
#include <string_view>
#include <variant>

#include "data/channel_file.hpp"

namespace eigenviews::data {

/// Parses a matrix in the Matrix Market exchange format (R. Boisvert, R. Pozo, K. Remington, NISTIR
/// 5935, 1996): coordinate (a sparse matrix) or array (a dense one), real or integer, general or
/// symmetric. A symmetric file lists the lower triangle, and the result holds both.
///
/// @param text   the whole file.
/// @param where  its name, for messages, which count lines, rows and columns from 1 as files do.
/// @throws core::InputError  another first line (pattern, complex, skew-symmetric and hermitian
///                           matrices are refused), sizes that are not positive or cannot be in a
///                           file of this length, more rows than entries, missing or extra lines,
///                           garbage, an index out of range or above the diagonal of a symmetric
///                           matrix, an entry that occurs twice or is not finite, too little
///                           memory.
/// Cost: one pass; 40 bytes an entry (coordinate), 8 bytes a number (array).
[[nodiscard]] std::variant<Eigen::MatrixXd, SparseMatrix> parse_matrix_market(
    std::string_view text,
    const std::string& where);

}  // namespace eigenviews::data
