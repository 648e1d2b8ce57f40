#include "solver/lapack.hpp"

#include <limits>

#include "support/channels.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;

TEST_CASE("symmetric eigenpairs of a matrix worked out by hand, from the lower triangle alone") {
  // eigenvalues 1 and 3 of (2 1; 1 2); the 9 above the diagonal must not be read
  const SymmetricEigen pairs = symmetric_eigen((MatrixXd(2, 2) << 2, 9, 1, 2).finished());
  expect_close(pairs.values, VectorXd{{1, 3}}, 1e-15);
  CHECK(std::abs(pairs.vectors(0, 1)) == Approx(std::sqrt(0.5)));
  CHECK(pairs.vectors(0, 1) * pairs.vectors(1, 1) > 0);
  CHECK(pairs.vectors(0, 0) * pairs.vectors(1, 0) < 0);
}

TEST_CASE("factorisations reproduce their matrix at odd sizes") {
  for (const auto& [rows, cols] : {std::pair<Index, Index>{597, 43}, {43, 597}, {1, 1}, {1, 5}}) {
    const MatrixXd a = test::random_matrix(rows, cols, 3);
    const double scale = 1e-14 * a.norm();
    const ThinSvd svd = thin_svd(a);
    expect_close(svd.u * svd.sigma.asDiagonal() * svd.v.transpose(), a, scale);
    expect_close(svd.sigma, test::plain_svd(a).sigma, scale);
    if (rows < cols) continue;
    const ThinQr qr = thin_qr(a);
    expect_close(qr.q * qr.r, a, scale);
    expect_close(qr.q.transpose() * qr.q, MatrixXd::Identity(cols, cols), 1e-14);
    CHECK(qr.r.isUpperTriangular());
  }
}

TEST_CASE("a matrix with NaN is a failure, not a result") {
  MatrixXd a = MatrixXd::Identity(3, 3);
  a(2, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(symmetric_eigen(a), std::runtime_error);
  CHECK_THROWS_AS(thin_svd(a), std::runtime_error);
  CHECK_THROWS_AS(thin_qr(a), std::runtime_error);
}
