#include "solver/lapack.hpp"

#include <fmt/format.h>
#include <lapacke.h>

#include <algorithm>
#include <stdexcept>

namespace eigenviews::solver {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;

void check(const char* routine, lapack_int status) {
  if (status == 0) return;
  throw std::runtime_error(fmt::format("LAPACK {} failed with status {}", routine, status));
}

lapack_int size(Index value) { return static_cast<lapack_int>(value); }

}  // namespace

SymmetricEigen symmetric_eigen(const Eigen::Ref<const MatrixXd>& matrix) {
  SymmetricEigen eigen{Eigen::VectorXd(matrix.rows()), matrix};
  const lapack_int n = size(matrix.rows());
  check(
      "dsyevd",
      LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', n, eigen.vectors.data(), n, eigen.values.data()));
  return eigen;
}

ThinSvd thin_svd(MatrixXd matrix) {
  const Index rank = std::min(matrix.rows(), matrix.cols());
  MatrixXd u(matrix.rows(), rank);
  MatrixXd vt(rank, matrix.cols());
  Eigen::VectorXd sigma(rank);
  check("dgesdd",
        LAPACKE_dgesdd(LAPACK_COL_MAJOR,
                       'S',
                       size(matrix.rows()),
                       size(matrix.cols()),
                       matrix.data(),
                       size(matrix.rows()),
                       sigma.data(),
                       u.data(),
                       size(matrix.rows()),
                       vt.data(),
                       size(rank)));
  return {std::move(u), std::move(sigma), vt.transpose()};
}

ThinQr thin_qr(MatrixXd matrix) {
  const lapack_int rows = size(matrix.rows());
  const lapack_int cols = size(matrix.cols());
  Eigen::VectorXd tau(cols);
  check("dgeqrf", LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows, cols, matrix.data(), rows, tau.data()));
  MatrixXd r = matrix.topRows(cols).triangularView<Eigen::Upper>();
  check("dorgqr",
        LAPACKE_dorgqr(LAPACK_COL_MAJOR, rows, cols, cols, matrix.data(), rows, tau.data()));
  return {std::move(matrix), std::move(r)};
}

}  // namespace eigenviews::solver
