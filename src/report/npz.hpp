#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

// Formats: NumPy's .npy version 1.0 and .npz (numpy.lib.format); SciPy's save_npz for CSR.

namespace eigenviews::report {

using CsrMatrix = Eigen::SparseMatrix<double, Eigen::RowMajor, std::int64_t>;
using Int64Vector = Eigen::Matrix<std::int64_t, Eigen::Dynamic, 1>;

/// A .npy file of an n x p matrix ('<f8', fortran_order True, shape (n, p)) or of n values
/// (shape (n,)). One copy of the data.
[[nodiscard]] std::string npy_bytes(const Eigen::MatrixXd& values);
[[nodiscard]] std::string npy_bytes(const Eigen::VectorXd& values);

/// Collects arrays and writes them into an uncompressed .npz, which numpy.load reads.
///
/// Arrays are borrowed, not copied: each must live unchanged until save() has returned (temporaries
/// are refused by the compiler). Matrices keep Eigen's column-major order and say so
/// (fortran_order True), so that element [i, j] is the same in both programs. The same arrays give
/// the same bytes: every member is dated 1980-01-01. Archives and members above 4 GiB use zip64.
class NpzWriter {
 public:
  /// Adds the member "<name>.npy": n x p as shape (n, p), n values as shape (n,).
  /// @throws core::InputError  `name` is empty or was already added.
  void add(const std::string& name, const Eigen::MatrixXd& values);
  void add(const std::string& name, const Eigen::VectorXd& values);
  void add(const std::string& name, const Int64Vector& values);
  void add(const std::string& name, const Eigen::MatrixXd&& values) = delete;
  void add(const std::string& name, const Eigen::VectorXd&& values) = delete;
  void add(const std::string& name, const Int64Vector&& values) = delete;

  /// Adds the members indices, indptr, format, shape, data: scipy.sparse.load_npz then reads the
  /// file as a CSR matrix (it ignores further members).
  /// @throws core::InputError  the matrix is not compressed, or a member of that name was added.
  void add_csr(const CsrMatrix& matrix);
  void add_csr(const CsrMatrix&& matrix) = delete;

  /// Writes the archive, in the order of the calls of add. Memory: headers only.
  /// @param shown_as  the name that a message gives to the file; empty stands for `file`.
  /// @throws core::InputError  no array was added.
  /// @throws core::FileError   it cannot be written; no file is then left.
  void save(const std::filesystem::path& file, const std::filesystem::path& shown_as = {}) const;

 private:
  struct Member {
    std::string file_name;       // with ".npy"
    std::string header;          // .npy header, followed by own bytes of small members
    const void* data = nullptr;  // borrowed
    std::size_t bytes = 0;
  };
  void add_member(const std::string& name, std::string header, const void* data, std::size_t bytes);

  std::vector<Member> members_;
  std::set<std::string> names_;
};

}  // namespace eigenviews::report
