#include "solver/pencil.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>

#include "solver/function_spaces.hpp"
#include "solver/principal_angles.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;
using test::expect_close;
using test::expect_refusal;

namespace {

// A channel with its exact spectrum and functions on the views.
struct Exact {
  FiniteChannel channel;
  kernel::ChannelOperator op{channel};
  test::PlainSvd svd = test::plain_svd(test::plain_operator(channel));
  VectorXd s = svd.sigma.cwiseAbs2();
  MatrixXd v = channel.rho_a().cwiseSqrt().cwiseInverse().asDiagonal() * svd.v;

  [[nodiscard]] PencilSolution solve(const MatrixXd& features) const {
    return solve_pencil(op, features, channel.rho_a());
  }
  [[nodiscard]] MatrixXd c(const MatrixXd& f) const {
    return f.transpose() * channel.rho_a().asDiagonal() * f;
  }
  [[nodiscard]] MatrixXd c_plus(const MatrixXd& f) const {
    const MatrixXd tf = channel.forward(f);
    return tf.transpose() * channel.rho_x().asDiagonal() * tf;
  }
};

// C and the unbiased C+ over pairs of different views, as they are written.
struct PlainPencil {
  MatrixXd c, c_plus;
};

PlainPencil plain_pencil(const MatrixXd& f, Index m) {
  const Index n = f.rows() / m;
  PlainPencil pencil{MatrixXd::Zero(f.cols(), f.cols()), MatrixXd::Zero(f.cols(), f.cols())};
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < m; ++j) {
      for (Index k = 0; k < m; ++k) {
        (j == k ? pencil.c : pencil.c_plus) += f.row(i * m + j).transpose() * f.row(i * m + k);
      }
    }
  }
  const auto nm = static_cast<double>(n * m);
  pencil.c /= nm;
  pencil.c_plus /= nm * static_cast<double>(m - 1);
  return pencil;
}

}  // namespace

TEST_CASE("two states that flip with probability .1: eigenvalues 1 and .64 from any two features") {
  const Exact exact{FiniteChannel(MatrixXd{{0.9, 0.1}, {0.1, 0.9}})};
  const PencilSolution solution = exact.solve(MatrixXd{{2, 1}, {0, 1}});
  expect_close(solution.ritz_values, VectorXd{{1, 0.64}}, 1e-15);
  const PencilSolution one = exact.solve(MatrixXd{{1}, {0}});  // C = 1/2, C+ = (.81 + .01)/2
  expect_close(one.ritz_values, VectorXd{{0.82}}, 1e-15);
  CHECK(one.scales[0] == Approx(std::sqrt(0.5)));
  CHECK(std::abs(one.coefficients(0, 0)) == Approx(std::sqrt(2)));
}

TEST_CASE("features that mix exact eigenfunctions give exact eigenvalues and functions") {
  const Exact exact{test::random_channel(9, 14, 1)};
  const MatrixXd features = exact.v.leftCols(4) * test::random_mixing(4, 2);
  const PencilSolution solution = exact.solve(features);
  CHECK(solution.rank == 4);
  CHECK(solution.features == 4);
  expect_close(solution.ritz_values, exact.s.head(4), 1e-13);
  for (Index i = 0; i < 4; ++i) {
    const auto angles = principal_angles(features * solution.coefficients.col(i),
                                         exact.v.col(i),
                                         exact.channel.rho_a());
    CHECK(angles.angles[0] <= 1e-11);
  }
  // Quotients of the features themselves are no eigenvalues.
  const VectorXd quotients =
      exact.c_plus(features).diagonal().cwiseQuotient(exact.c(features).diagonal());
  CHECK((quotients - exact.s.head(4)).cwiseAbs().maxCoeff() > 0.01);
}

TEST_CASE("functions are C-orthonormal, diagonalise C+, and scales are |C m|") {
  const Exact exact{test::random_sparse_channel(43, 59, 3, 3)};
  const MatrixXd f = test::random_matrix(59, 11, 4);
  const PencilSolution solution = exact.solve(f);
  const MatrixXd& m = solution.coefficients;
  expect_close(m.transpose() * exact.c(f) * m, MatrixXd::Identity(11, 11), 1e-12);
  expect_close(m.transpose() * exact.c_plus(f) * m,
               solution.ritz_values.asDiagonal().toDenseMatrix(),
               1e-12);
  expect_close((exact.c(f) * m).colwise().norm().transpose(), solution.scales, 1e-12);
}

TEST_CASE("scales give back the lengths with which orthonormal functions were stretched") {
  const Exact exact{test::random_channel(9, 14, 5)};
  const VectorXd c{{1, 0.7, 0.4, 0.05}};
  const MatrixXd rotated = exact.v.leftCols(4) * c.asDiagonal() * test::random_orthonormal(4, 4, 6);
  expect_close(exact.solve(rotated).scales, c, 1e-12);
}

TEST_CASE("Ritz values never exceed the exact eigenvalues") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Exact exact{test::random_sparse_channel(43, 59, 3, seed)};
    const PencilSolution solution = exact.solve(test::random_matrix(59, 11, seed + 50));
    CHECK((exact.s.head(11) - solution.ritz_values).minCoeff() >= -1e-14);
    CHECK(
        std::is_sorted(solution.ritz_values.begin(), solution.ritz_values.end(), std::greater<>()));
  }
}

TEST_CASE("collapsed features lower the rank and leave the other Ritz values as they are") {
  const Exact exact{test::random_channel(9, 14, 7)};
  const MatrixXd three = test::random_matrix(14, 3, 8);
  MatrixXd five(14, 5);
  five << three, three.col(0) - three.col(2), MatrixXd::Zero(14, 1);
  const PencilSolution solution = exact.solve(five);
  CHECK(solution.rank == 3);
  CHECK(solution.features == 5);
  expect_close(solution.ritz_values, exact.solve(three).ritz_values, 1e-13);
  CHECK(solution.coefficients.rows() == 5);
  const PencilSolution none = exact.solve(MatrixXd::Zero(14, 2));
  CHECK(none.rank == 0);
  CHECK(none.ritz_values.size() == 0);
  CHECK(none.scales.size() == 0);
}

TEST_CASE("a tiny feature is not smoothed away: its Ritz value is as exact as the others") {
  const Exact exact{test::random_channel(9, 14, 9)};
  MatrixXd features = exact.v.leftCols(3);
  features.col(2) *= 1e-9;
  const PencilSolution solution = exact.solve(features);
  expect_close(solution.ritz_values, exact.s.head(3), 1e-12);
  CHECK(solution.scales[2] == Approx(1e-9).epsilon(1e-6));
}

TEST_CASE("more features than originals or views: the missing values are exact zeros") {
  const Exact tall{test::random_channel(3, 14, 10)};
  const PencilSolution solution = tall.solve(test::random_matrix(14, 20, 11));
  CHECK(solution.rank == 14);
  expect_close(solution.ritz_values.head(3), tall.s, 1e-13);
  CHECK(solution.ritz_values.tail(11).maxCoeff() <= 1e-28);
}

TEST_CASE("the pencil of matrices equals that of the operator, and of a general solver") {
  const Exact exact{test::random_sparse_channel(43, 59, 3, 12)};
  const MatrixXd f = test::random_matrix(59, 11, 13);
  const MatrixXd c = exact.c(f), c_plus = exact.c_plus(f);
  const PencilSolution solution = solve_pencil(c_plus, c, 59);
  CHECK(solution.rank == 11);
  expect_close(solution.ritz_values, exact.solve(f).ritz_values, 1e-12);
  expect_close(solution.scales, exact.solve(f).scales, 1e-11);
  const Eigen::GeneralizedSelfAdjointEigenSolver<MatrixXd> plain(c_plus, c);
  expect_close(solution.ritz_values, plain.eigenvalues().reverse(), 1e-12);
  expect_close(c_plus * solution.coefficients,
               c * solution.coefficients * solution.ritz_values.asDiagonal(),
               1e-12);
}

TEST_CASE("the pencil of matrices reports lost rank") {
  const MatrixXd c{{1, 0, 1}, {0, 2, 0}, {1, 0, 1}};  // features 1 and 3 are equal
  const MatrixXd c_plus{{0.5, 0, 0.5}, {0, 1.8, 0}, {0.5, 0, 0.5}};
  const PencilSolution solution = solve_pencil(c_plus, c, 10);
  CHECK(solution.rank == 2);
  CHECK(solution.features == 3);
  expect_close(solution.ritz_values, VectorXd{{0.9, 0.5}}, 1e-15);
  expect_close(solution.scales, VectorXd{{std::sqrt(2), std::sqrt(2)}}, 1e-15);
  CHECK(solve_pencil(MatrixXd::Zero(2, 2), MatrixXd::Zero(2, 2), 1).rank == 0);
}

TEST_CASE("views that never change have value 1, views that always flip have -1/(m-1)") {
  const MatrixXd same{{1}, {1}, {-2}, {-2}, {3}, {3}};
  expect_close(solve_sampled_pencil(same, 2).ritz_values, VectorXd{{1}}, 1e-15);
  const MatrixXd flipped{{1}, {-1}, {2}, {-2}};
  expect_close(solve_sampled_pencil(flipped, 2).ritz_values, VectorXd{{-1}}, 1e-15);
  const MatrixXd balanced{{1}, {1}, {-2}};
  expect_close(solve_sampled_pencil(balanced, 3).ritz_values, VectorXd{{-0.5}}, 1e-15);
}

TEST_CASE("the sampled pencil of 597 views and 43 features is the unbiased one, as written") {
  for (const Index m : {2, 3}) {
    const MatrixXd originals = test::random_matrix(597 / 3, 43, 14);
    MatrixXd f = test::random_matrix(m * originals.rows(), 43, 15);
    for (Index i = 0; i < f.rows(); ++i) f.row(i) += 1.5 * originals.row(i / m);
    const PlainPencil plain = plain_pencil(f, m);
    const PencilSolution solution = solve_sampled_pencil(f, m);
    const Eigen::GeneralizedSelfAdjointEigenSolver<MatrixXd> eigen(plain.c_plus, plain.c);
    CHECK(solution.rank == 43);
    expect_close(solution.ritz_values, eigen.eigenvalues().reverse(), 1e-12);
    expect_close(plain.c_plus * solution.coefficients,
                 plain.c * solution.coefficients * solution.ritz_values.asDiagonal(),
                 1e-12);
    expect_close((plain.c * solution.coefficients).colwise().norm().transpose(),
                 solution.scales,
                 1e-11);
    const PencilSolution matrices = solve_pencil(plain.c_plus, plain.c, f.rows());
    expect_close(matrices.ritz_values, solution.ritz_values, 1e-12);
  }
}

TEST_CASE("the sampled pencil of few originals has value -1/(m-1) where means vanish") {
  const MatrixXd f = test::random_matrix(6, 4, 16);  // 2 originals of 3 views, 4 features
  const PencilSolution solution = solve_sampled_pencil(f, 3);
  CHECK(solution.rank == 4);
  expect_close(solution.ritz_values.tail(2), VectorXd{{-0.5, -0.5}}, 1e-14);
}

TEST_CASE("pencils refuse what breaks their rules") {
  const Exact exact{test::random_channel(4, 5, 17)};
  expect_refusal([&] { (void)exact.solve(MatrixXd::Ones(4, 2)); },
                 {"solve_pencil", "features", "4 x 2"});
  expect_refusal([&] { (void)exact.solve(MatrixXd::Constant(5, 1, std::nan(""))); },
                 {"finite", "nan"});
  expect_refusal([&] { (void)solve_pencil(exact.op, MatrixXd::Ones(5, 1), VectorXd::Ones(5)); },
                 {"solve_pencil", "sum to 1"});

  expect_refusal([] { (void)solve_sampled_pencil(MatrixXd::Ones(4, 1), 1); }, {"two views", "1"});
  expect_refusal([] { (void)solve_sampled_pencil(MatrixXd::Ones(5, 1), 2); },
                 {"multiple of the 2", "5"});
  expect_refusal([] { (void)solve_sampled_pencil(MatrixXd(0, 1), 2); }, {"multiple of the 2", "0"});
  expect_refusal([] { (void)solve_sampled_pencil(MatrixXd(4, 0), 2); }, {"features", "4 x 0"});

  const MatrixXd one = MatrixXd::Identity(2, 2);
  expect_refusal([&] { (void)solve_pencil(one, MatrixXd::Ones(2, 3), 1); },
                 {"C must be p x p", "2 x 3"});
  expect_refusal([&] { (void)solve_pencil(MatrixXd::Ones(3, 3), one, 1); },
                 {"C+ must be p x p", "3 x 3"});
  expect_refusal([&] { (void)solve_pencil(MatrixXd(0, 0), MatrixXd(0, 0), 1); },
                 {"p x p", "0 x 0"});
  expect_refusal([&] { (void)solve_pencil(std::nan("") * one, one, 1); },
                 {"C+ must be finite", "nan"});
  expect_refusal([&] { (void)solve_pencil(one, one, 0); }, {"at least one term", "0"});
  const MatrixXd negative{{1, 0}, {0, -0.1}};
  expect_refusal([&] { (void)solve_pencil(one, negative, 1); },
                 {"semi-definite", "eigenvalue of -0.1"});
  const MatrixXd singular{{1, 0}, {0, 0}};
  expect_refusal([&] { (void)solve_pencil(one, singular, 1); },
                 {"C+ must vanish where C does", "a norm of 1", "same features"});
}
