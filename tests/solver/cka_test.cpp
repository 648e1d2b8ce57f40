#include "solver/cka.hpp"

#include <cmath>
#include <limits>

#include "solver/function_spaces.hpp"
#include "solver/principal_angles.hpp"
#include "solver/weighted_space.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_refusal;

namespace {

// Orthonormal functions of mean zero: Gram-Schmidt of the constant and random ones.
MatrixXd centred_functions(const VectorXd& weights, Index count, std::uint64_t seed) {
  const MatrixXd f = centred(test::random_matrix(weights.size(), count, seed), weights);
  const WeightedSpace space = weighted_space("test", "f", f, weights);
  return weights.cwiseSqrt().cwiseInverse().asDiagonal() * space.basis;
}

double plain_cka(MatrixXd f, MatrixXd g, const VectorXd& w) {
  for (Index j = 0; j < f.cols(); ++j) f.col(j).array() -= w.dot(f.col(j));
  for (Index j = 0; j < g.cols(); ++j) g.col(j).array() -= w.dot(g.col(j));
  const auto product = [&](const MatrixXd& a, const MatrixXd& b) {
    double sum = 0;
    for (Index i = 0; i < a.cols(); ++i) {
      for (Index j = 0; j < b.cols(); ++j) {
        const double entry = (a.col(i).array() * b.col(j).array() * w.array()).sum();
        sum += entry * entry;
      }
    }
    return sum;
  };
  return product(f, g) / std::sqrt(product(f, f) * product(g, g));
}

}  // namespace

TEST_CASE("CKA of two functions is the squared correlation") {
  const VectorXd w{{0.5, 0.25, 0.25}};
  const MatrixXd f{{1}, {2}, {3}};  // mean 1.75, variance .6875
  const MatrixXd g{{0}, {1}, {0}};  // mean .25, variance .1875, covariance .0625
  CHECK(linear_cka(f, g, w) == Approx(0.0625 * 0.0625 / (0.6875 * 0.1875)).epsilon(1e-14));
}

TEST_CASE("CKA is 1 up to shift, scale and rotation, and not up to mixing") {
  const VectorXd w = test::random_weights(43, 1);
  const MatrixXd f = test::random_matrix(43, 5, 2);
  const MatrixXd moved = (-3 * f * test::random_orthonormal(5, 5, 3)).array() + 7;
  CHECK(linear_cka(f, moved, w) == Approx(1).epsilon(1e-13));
  CHECK(linear_cka(1e-200 * f, 1e200 * f, w) == Approx(1).epsilon(1e-13));
  CHECK(linear_cka(f, f * test::random_matrix(5, 5, 4), w) < 0.95);
}

TEST_CASE("CKA of orthonormal centred bases is the mean cos^2 of the angles") {
  const VectorXd w = test::random_weights(43, 5);
  const MatrixXd both = centred_functions(w, 9, 6);
  const MatrixXd f = both.leftCols(5) * test::random_orthonormal(5, 5, 7);
  const MatrixXd g = 0.6 * both.leftCols(5) + 0.8 * both.rightCols(5);
  const MatrixXd h = both.middleCols(2, 5);
  CHECK(linear_cka(f, h, w) == Approx(0.6).epsilon(1e-13));
  CHECK(linear_cka(f, h, w) == Approx(mean_cos2(principal_angles(f, h, w), 5)).epsilon(1e-12));
  CHECK(g.cols() == 5);
}

TEST_CASE("CKA is no subspace metric: scales lower it where every angle is zero") {
  const VectorXd w = test::random_weights(43, 8);
  const MatrixXd f = centred_functions(w, 5, 9);
  const VectorXd c{{1, 0.8, 0.4, 0.2, 0.05}};
  const double expected = c.squaredNorm() / std::sqrt(5 * c.array().pow(4).sum());
  CHECK(linear_cka(f * c.asDiagonal(), f, w) == Approx(expected).epsilon(1e-12));
  CHECK(expected < 0.8);
}

TEST_CASE("CKA equals the plain version at 597 points, 43 against 7 functions") {
  const VectorXd w = test::random_weights(597, 10);
  const MatrixXd f = test::random_matrix(597, 43, 11).array() + 0.7;
  const MatrixXd g = f.leftCols(7) + test::random_matrix(597, 7, 12);
  CHECK(linear_cka(f, g, w) == Approx(plain_cka(f, g, w)).epsilon(1e-12));
  CHECK(linear_cka(g, f, w) == Approx(linear_cka(f, g, w)).epsilon(1e-13));
}

TEST_CASE("CKA with constant functions is undefined, not a number made of rounding") {
  const VectorXd w = test::random_weights(43, 13);
  const MatrixXd f = test::random_matrix(43, 2, 14);
  const MatrixXd constants = VectorXd::Ones(43) * VectorXd{{0.1, 0.37, -1.7}}.transpose();
  CHECK(std::isnan(linear_cka(constants, f, w)));
  CHECK(std::isnan(linear_cka(f, MatrixXd::Zero(43, 1), w)));
  MatrixXd rounded = constants;
  for (Index i = 0; i < 43; i += 2) rounded(i, 1) *= 1 + 0x1p-52;
  CHECK(std::isnan(linear_cka(rounded, f, w)));
}

TEST_CASE("CKA refuses shapes, entries and weights") {
  const VectorXd w{{0.5, 0.5}};
  const MatrixXd f{{1}, {2}};
  expect_refusal([&] { (void)linear_cka(MatrixXd::Ones(3, 1), f, w); },
                 {"linear_cka", "f must", "3 x 1"});
  expect_refusal([&] { (void)linear_cka(f, MatrixXd(2, 0), w); }, {"g must", "2 x 0"});
  expect_refusal(
      [&] {
        (void)linear_cka(f, MatrixXd{{1}, {std::nan("")}}, w);
      },
      {"g must be finite"});
  expect_refusal([&] { (void)linear_cka(f, f, VectorXd{{0.5, 0.4}}); }, {"sum to 1"});
}
