#include "solver/weighted_space.hpp"

#include "solver/function_spaces.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

TEST_CASE("the decomposition gives the scaled functions back, for more or fewer than points") {
  for (const Index functions : {1, 7, 43, 59}) {
    const VectorXd w = test::random_weights(43, 1);
    const MatrixXd f = test::random_matrix(43, functions, 2);
    const WeightedSpace space = weighted_space("test", "f", f, w);
    CHECK(space.rank == std::min<Index>(43, functions));
    expect_close(space.basis * space.kept().asDiagonal() * space.mixing.transpose(),
                 w.cwiseSqrt().asDiagonal() * f,
                 1e-13);
    expect_close(space.basis.transpose() * space.basis,
                 MatrixXd::Identity(space.rank, space.rank),
                 1e-13);
  }
}

TEST_CASE("centred functions have mean zero, also far from zero") {
  const VectorXd w{{0.5, 0.25, 0.25}};
  expect_close(centred(MatrixXd{{1}, {2}, {6}}, w), MatrixXd{{-1.5}, {-0.5}, {3.5}}, 1e-15);
  const VectorXd weights = test::random_weights(597, 3);
  const MatrixXd f = test::random_matrix(597, 4, 4).array() + 1e8;
  CHECK((weights.transpose() * centred(f, weights)).cwiseAbs().maxCoeff() <= 1e-15);
}

TEST_CASE("centring refuses what every comparison refuses") {
  expect_refusal(
      [] {
        (void)centred(MatrixXd::Ones(3, 1), VectorXd{{0.5, 0.5}});
      },
      {"centred", "3 x 1"});
  expect_refusal([] { (void)centred(MatrixXd::Ones(2, 1), VectorXd{{0.5, 0.6}}); }, {"sum to 1"});
}

TEST_CASE("random weights divided by their sum are a probability at any size") {
  for (const Index n : {1, 2, 3, 10, 597, 100003}) {
    const VectorXd w = test::random_weights(n, static_cast<std::uint64_t>(n));
    CHECK_NOTHROW(require_probability("test", w));
  }
}
