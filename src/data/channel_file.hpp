#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <filesystem>
#include <optional>
#include <variant>

namespace eigenviews::data {

using SparseMatrix = Eigen::SparseMatrix<double, Eigen::RowMajor, std::int64_t>;

/// A user's own channel as read from a file; whether P is a channel is the kernel's to check.
struct ChannelFile {
  std::variant<Eigen::MatrixXd, SparseMatrix> p;  ///< n_X x n_A, P[x, a] = p(a|x).
  std::optional<Eigen::VectorXd> rho_x;           ///< n_X prior weights where the file has them.
};

/// Reads a channel by the ending of its name: ".mtx" (Matrix Market, coordinate or array, real or
/// integer, general or symmetric), ".npz" (SciPy CSR: data, indices, indptr, shape; or a dense
/// array "P"; either with an optional "rho_x") or ".npy" (dense).
/// @throws core::InputError  unknown ending, malformed or hostile content, a number not finite.
/// @throws core::FileError   the file cannot be read.
[[nodiscard]] ChannelFile read_channel_file(const std::filesystem::path& path);

/// A vector of n numbers from a ".npy" file of shape (n,), (n, 1) or (1, n).
[[nodiscard]] Eigen::VectorXd read_vector(const std::filesystem::path& path);

}  // namespace eigenviews::data
