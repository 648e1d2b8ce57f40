#pragma once

#include <Eigen/Core>
#include <utility>

namespace eigenviews::solver {

struct SymmetricEigen {
  Eigen::VectorXd values;   ///< ascending.
  Eigen::MatrixXd vectors;  ///< columns, orthonormal.
};

/// All eigenpairs of a symmetric matrix (LAPACK dsyevd); only its lower triangle is read.
/// @throws std::runtime_error  LAPACK reports a failure (NaN in the matrix, no convergence).
[[nodiscard]] SymmetricEigen symmetric_eigen(const Eigen::Ref<const Eigen::MatrixXd>& matrix);

struct ThinSvd {
  Eigen::MatrixXd u;      ///< rows x r, r = min(rows, cols).
  Eigen::VectorXd sigma;  ///< r values, descending.
  Eigen::MatrixXd v;      ///< cols x r.
};

/// Thin singular value decomposition (LAPACK dgesdd); the matrix is overwritten.
/// @throws std::runtime_error  LAPACK reports a failure.
[[nodiscard]] ThinSvd thin_svd(Eigen::MatrixXd matrix);

struct ThinQr {
  Eigen::MatrixXd q;  ///< rows x cols, orthonormal columns.
  Eigen::MatrixXd r;  ///< cols x cols, upper triangular.
};

/// Thin QR by Householder reflections (LAPACK dgeqrf, dorgqr); rows >= cols.
[[nodiscard]] ThinQr thin_qr(Eigen::MatrixXd matrix);

}  // namespace eigenviews::solver
