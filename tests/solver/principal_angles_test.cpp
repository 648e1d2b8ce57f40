#include "solver/principal_angles.hpp"

#include <Eigen/SVD>
#include <cmath>
#include <limits>
#include <numbers>

#include "solver/function_spaces.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

namespace {

constexpr double pi = std::numbers::pi;
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

VectorXd uniform(Index points) {
  return VectorXd::Constant(points, 1 / static_cast<double>(points));
}

using LongMatrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;

// The plain version in extended precision: Gram-Schmidt twice, then the cosines alone.
LongMatrix plain_basis(const MatrixXd& functions, const VectorXd& weights) {
  LongMatrix q = functions.cast<long double>();
  for (Index i = 0; i < q.rows(); ++i) q.row(i) *= std::sqrt(static_cast<long double>(weights[i]));
  for (Index j = 0; j < q.cols(); ++j) {
    for (int pass = 0; pass < 2; ++pass) {
      for (Index l = 0; l < j; ++l) q.col(j) -= q.col(l).dot(q.col(j)) * q.col(l);
    }
    q.col(j) /= q.col(j).norm();
  }
  return q;
}

VectorXd plain_angles(const MatrixXd& a, const MatrixXd& b, const VectorXd& weights) {
  const LongMatrix overlap = plain_basis(a, weights).transpose() * plain_basis(b, weights);
  const Eigen::JacobiSVD<LongMatrix> svd(overlap);
  VectorXd angles(svd.singularValues().size());
  for (Index i = 0; i < angles.size(); ++i) {
    angles[i] = static_cast<double>(std::acos(std::min(svd.singularValues()[i], 1.0L)));
  }
  return angles;
}

}  // namespace

TEST_CASE("angles between lines and planes are those of elementary geometry") {
  const MatrixXd x{{1}, {0}, {0}};
  const MatrixXd tilted{{std::cos(pi / 6)}, {std::sin(pi / 6)}, {0}};
  expect_close(principal_angles(x, tilted, uniform(3)).angles, VectorXd{{pi / 6}}, 1e-15);

  const MatrixXd xy{{1, 0}, {0, 1}, {0, 0}};
  const MatrixXd xz{{1, 0}, {0, 0}, {0, 1}};
  expect_close(principal_angles(xy, xz, uniform(3)).angles, VectorXd{{0, pi / 2}}, 1e-15);
  const MatrixXd diagonal{{1}, {1}, {1}};
  const double slope = std::asin(1 / std::sqrt(3.0));
  expect_close(principal_angles(xy, diagonal, uniform(3)).angles, VectorXd{{slope}}, 1e-15);
  expect_close(principal_angles(diagonal, xy, uniform(3)).angles, VectorXd{{slope}}, 1e-15);
}

TEST_CASE(
    "the weights change the angle: 1 and an indicator of probability p meet at cos = sqrt p") {
  const VectorXd weights{{0.25, 0.5, 0.25}};
  const MatrixXd one = MatrixXd::Ones(3, 1);
  const MatrixXd indicator{{1}, {0}, {0}};
  expect_close(principal_angles(one, indicator, weights).angles, VectorXd{{pi / 3}}, 1e-15);
}

TEST_CASE("planted angles are found from 1e-12 rad to a hair below a right angle") {
  const VectorXd weights = test::random_weights(597, 1);
  VectorXd planted{{0, 1e-12, 1e-10, 1.5e-8, 1e-6, 1e-3, 0.4, pi / 4, 1.2, pi / 2 - 1e-12}};
  const Index d = planted.size();
  const MatrixXd g = test::orthonormal_functions(weights, 2 * d, 2);
  const MatrixXd turned = g.leftCols(d) * planted.array().cos().matrix().asDiagonal() +
                          g.rightCols(d) * planted.array().sin().matrix().asDiagonal();
  const PrincipalAngles found = principal_angles(turned * test::random_mixing(d, 3),
                                                 g.leftCols(d) * test::random_mixing(d, 4),
                                                 weights);
  expect_close(found.angles, planted, 1e-13);
  CHECK(found.rank_a == d);
  CHECK(found.rank_b == d);
  // Without mixing only rounding of the functions themselves is left.
  expect_close(principal_angles(turned, g.leftCols(d), weights).angles, planted, 4e-15);
}

TEST_CASE("an invertible mixing of the functions changes nothing") {
  const VectorXd weights = test::random_weights(43, 5);
  const MatrixXd a = test::random_matrix(43, 5, 6);
  const MatrixXd b = a + 0.3 * test::random_matrix(43, 5, 7);
  const VectorXd angles = principal_angles(a, b, weights).angles;
  const MatrixXd scaled = b * VectorXd{{-1, 1e3, 1e-3, 5, -1e-2}}.asDiagonal();
  expect_close(principal_angles(a * test::random_mixing(5, 8), b, weights).angles, angles, 1e-12);
  expect_close(principal_angles(a, scaled, weights).angles, angles, 1e-10);  // condition 1e6
  expect_close(principal_angles(b, a, weights).angles, angles, 1e-14);
  expect_close(principal_angles(a, a * test::random_mixing(5, 9), weights).angles,
               VectorXd::Zero(5),
               1e-13);
}

TEST_CASE("another basis of a repeated eigenvalue is the same space") {
  const VectorXd weights = test::random_weights(43, 10);
  const MatrixXd g = test::orthonormal_functions(weights, 6, 11);
  MatrixXd turned = g;
  turned.middleCols(1, 4) *= test::random_orthonormal(4, 4, 12);
  CHECK((turned.col(2) - g.col(2)).norm() > 0.1);
  expect_close(principal_angles(turned, g, weights).angles, VectorXd::Zero(6), 1e-14);
}

TEST_CASE("collapsed functions lower the rank and add no angle") {
  const VectorXd weights = test::random_weights(43, 13);
  const MatrixXd g = test::orthonormal_functions(weights, 4, 14);
  MatrixXd collapsed(43, 5);
  collapsed << g.col(0), g.col(1), g.col(0) - 2 * g.col(1), MatrixXd::Zero(43, 1), g.col(1);
  const PrincipalAngles found = principal_angles(collapsed, g, weights);
  CHECK(found.rank_a == 2);
  CHECK(found.rank_b == 4);
  expect_close(found.angles, VectorXd::Zero(2), 1e-14);
  const PrincipalAngles none = principal_angles(MatrixXd::Zero(43, 3), g, weights);
  CHECK(none.rank_a == 0);
  CHECK(none.angles.size() == 0);
}

TEST_CASE("a singular value is counted above n eps s_max and not below") {
  const VectorXd weights = uniform(64);
  const MatrixXd g = test::orthonormal_functions(weights, 2, 15);
  const double cutoff = 64 * 0x1p-52;
  MatrixXd a = g;
  a.col(1) *= 2 * cutoff;
  CHECK(principal_angles(a, g, weights).rank_a == 2);
  a.col(1) *= 0.25;
  CHECK(principal_angles(a, g, weights).rank_a == 1);
  CHECK(principal_angles(1e-200 * g, 1e200 * g, weights).rank_a == 2);  // relative, not absolute
}

TEST_CASE("as many functions as points span everything") {
  const MatrixXd a = test::random_mixing(5, 16);
  const MatrixXd b = test::random_matrix(5, 2, 17);
  expect_close(principal_angles(a, b, test::random_weights(5, 18)).angles,
               VectorXd::Zero(2),
               1e-13);
}

TEST_CASE("at 597 points, 43 against 29 functions, angles equal the plain version's") {
  const VectorXd weights = test::random_weights(597, 19);
  const MatrixXd b = test::random_matrix(597, 29, 20);
  MatrixXd a = test::random_matrix(597, 43, 21);
  a.leftCols(20) += 2 * b.leftCols(20);
  const PrincipalAngles found = principal_angles(a, b, weights);
  expect_close(found.angles, plain_angles(a, b, weights), 1e-13);
  expect_close(principal_angles(b, a, weights).angles, found.angles, 1e-14);
}

TEST_CASE("shapes, entries and weights that break a rule are refused") {
  const VectorXd w = uniform(4);
  const MatrixXd a = test::random_matrix(4, 2, 22);
  MatrixXd bad = a;
  bad(3, 1) = not_a_number;
  const auto call = [](const MatrixXd& f, const MatrixXd& g, const VectorXd& weights) {
    return [=] { (void)principal_angles(f, g, weights); };
  };
  expect_refusal(call(bad, a, w),
                 {"principal_angles", "a must be finite", "nan in row 3, column 1"});
  bad(3, 1) = HUGE_VAL;
  expect_refusal(call(a, bad, w), {"b must be finite", "inf in row 3, column 1"});
  expect_refusal(call(a.topRows(3), a, w), {"a must have one row", "4 points", "3 x 2"});
  expect_refusal(call(a, MatrixXd(4, 0), w), {"b must have one row", "4 x 0"});
  expect_refusal(call(test::random_matrix(4, 5, 1), a, w),
                 {"a must not have more", "5 functions at 4"});
  expect_refusal(call(a, test::random_matrix(4, 5, 1), w),
                 {"b must not have more", "5 functions at 4"});
  expect_refusal(call(a, a, VectorXd{{0.5, 0.5, 0.25, -0.25}}), {"positive", "-0.25 at point 3"});
  expect_refusal(call(a, a, VectorXd{{0.5, 0.25, 0.25, 0}}), {"positive", "0 at point 3"});
  expect_refusal(call(a, a, VectorXd{{0.5, not_a_number, 0.25, 0.25}}),
                 {"positive", "nan at point 1"});
  expect_refusal(call(a, a, VectorXd{{0.5, HUGE_VAL, 0.25, 0.25}}), {"finite", "inf at point 1"});
  expect_refusal(call(a, a, 2 * w), {"sum to 1", "a sum of 2", "divide"});
  expect_refusal(call(a, a, w * (1 + 1e-14)), {"sum to 1"});
  CHECK_NOTHROW(call(a, a, w * (1 + 2e-16))());
}

TEST_CASE("mean cos^2 counts missing directions as lost") {
  const PrincipalAngles angles{VectorXd{{0, pi / 3}}, 2, 3};
  CHECK(mean_cos2(angles, 2) == Approx(0.625).epsilon(1e-15));
  CHECK(mean_cos2(angles, 5) == Approx(0.25).epsilon(1e-15));
  CHECK(mean_cos2({{}, 0, 3}, 3) == 0);
  expect_refusal([&] { (void)mean_cos2(angles, 1); }, {"mean_cos2", "1 for 2 angles"});
  expect_refusal([] { (void)mean_cos2({}, 0); }, {"mean_cos2", "0 for 0 angles"});
}
