#include "solver/orthonormalise.hpp"

#include "support/channels.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using Eigen::MatrixXd;
using solver::orthonormalise;
using test::expect_close;

namespace {

void expect_orthonormal(const MatrixXd& basis, const MatrixXd& block) {
  expect_close(block.transpose() * block, MatrixXd::Identity(block.cols(), block.cols()), 1e-13);
  expect_close(basis.transpose() * block, MatrixXd::Zero(basis.cols(), block.cols()), 1e-13);
}

}  // namespace

TEST_CASE("a block becomes orthonormal to itself and to the basis, and spans what it spanned") {
  const MatrixXd basis = test::random_orthonormal(597, 20, 1);
  const MatrixXd block = test::random_matrix(597, 23, 2);
  const MatrixXd result = orthonormalise(basis, block);
  REQUIRE(result.cols() == 23);
  expect_orthonormal(basis, result);
  const MatrixXd rest = block - basis * (basis.transpose() * block);
  expect_close(result * (result.transpose() * rest), rest, 1e-12);
}

TEST_CASE(
    "dependent, vanishing and badly scaled directions are dropped or kept as they should be") {
  const MatrixXd basis = test::random_orthonormal(43, 4, 3);
  MatrixXd block = test::random_matrix(43, 6, 4);
  block.col(1) = 2 * block.col(0) - block.col(3);      // dependent
  block.col(2) = basis * Eigen::Vector4d(1, 2, 3, 4);  // inside the basis
  block.col(4) *= 1e-150;                              // tiny, but a direction
  block.col(5).setZero();
  const MatrixXd result = orthonormalise(basis, block);
  REQUIRE(result.cols() == 3);
  expect_orthonormal(basis, result);
  const Eigen::VectorXd tiny = block.col(4) / block.col(4).norm();
  const Eigen::VectorXd rest = tiny - basis * (basis.transpose() * tiny);
  expect_close(result * (result.transpose() * rest), rest, 1e-12);
}

TEST_CASE("an empty basis, an empty result and a complete basis are allowed") {
  expect_orthonormal(MatrixXd(5, 0), orthonormalise(MatrixXd(5, 0), test::random_matrix(5, 5, 5)));
  CHECK(orthonormalise(MatrixXd::Identity(5, 5), test::random_matrix(5, 3, 6)).cols() == 0);
  CHECK(orthonormalise(MatrixXd(5, 0), MatrixXd::Zero(5, 2)).cols() == 0);
}

TEST_CASE(
    "nearly parallel columns stay orthonormal, or become one where no Gram matrix tells them "
    "apart") {
  for (const auto& [difference, kept] : {std::pair{1e-5, 8}, {1e-10, 1}}) {
    MatrixXd block = test::random_matrix(597, 8, 7);
    for (Eigen::Index j = 1; j < 8; ++j) block.col(j) = block.col(0) + difference * block.col(j);
    const MatrixXd result = orthonormalise(MatrixXd(597, 0), block);
    CHECK(result.cols() == kept);
    expect_orthonormal(MatrixXd(597, 0), result);
  }
}
