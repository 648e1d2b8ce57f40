#include "solver/rayleigh_ritz.hpp"

#include "solver/orthonormalise.hpp"
#include "support/channels.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;

TEST_CASE("on a space that contains the singular vectors the triples are exact, zeros included") {
  const VectorXd sigma{{1, 0.7, 1e-9, 0}};
  const MatrixXd a = test::with_singular_values(sigma, 43, 59, 2);
  const MatrixXd u = test::plain_svd(a).u.leftCols(4) * test::random_orthonormal(4, 4, 3);
  const SingularTriples triples = rayleigh_ritz(test::MatrixOperator(a), u);
  expect_close(triples.sigma, sigma, 1e-15);
  expect_close(triples.u.transpose() * triples.u, MatrixXd::Identity(4, 4), 1e-14);
  expect_close(triples.v.transpose() * triples.v, MatrixXd::Identity(4, 4), 1e-14);
  CHECK(triples.residuals.maxCoeff() <= 1e-14);
}

TEST_CASE("residuals are the larger of both sides, and Ritz values lie below the exact ones") {
  const MatrixXd a = test::random_matrix(43, 59, 4) / 10;
  const MatrixXd u = test::random_orthonormal(43, 7, 5);
  const SingularTriples triples = rayleigh_ritz(test::MatrixOperator(a), u);
  const VectorXd exact = test::plain_svd(a).sigma;
  for (Index i = 0; i < 7; ++i) {
    CHECK(triples.sigma[i] <= exact[i] + 1e-14);
    const double forward = (a * triples.v.col(i) - triples.sigma[i] * triples.u.col(i)).norm();
    const double adjoint =
        (a.transpose() * triples.u.col(i) - triples.sigma[i] * triples.v.col(i)).norm();
    CHECK(triples.residuals[i] == Approx(std::max(forward, adjoint)).epsilon(1e-12));
  }
}
