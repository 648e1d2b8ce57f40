// What the claims read off a matrix of features.
#include "validation/modes.hpp"

#include <numbers>

#include "support/catch.hpp"

using namespace eigenviews::validation;
using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST_CASE("powers start at one") { CHECK(powers(.5, 4) == Eigen::Vector4d(1, .5, .25, .125)); }

TEST_CASE("singular values and ranks of a matrix with a zero column") {
  const MatrixXd w = (MatrixXd(3, 2) << 3, 0, 4, 0, 0, 0).finished();
  CHECK(singular_values(w)[0] == Approx(5));
  CHECK(singular_values(w)[1] == Approx(0).margin(1e-15));
  CHECK(rank_above(w, 1e-9) == 1);
  CHECK(rank_above(w, 6) == 0);
}

TEST_CASE("columns of norm one") {
  const MatrixXd w = unit_columns((MatrixXd(2, 2) << 3, 0, 4, -2).finished());
  CHECK(w.isApprox((MatrixXd(2, 2) << .6, 0, .8, -1).finished(), 1e-15));
}

TEST_CASE("angles between spans, and alignment with the leading coordinates") {
  const MatrixXd one = MatrixXd::Identity(4, 2);
  MatrixXd turned = one;
  turned.col(1) << 0, std::cos(.3), std::sin(.3), 0;
  CHECK(largest_angle(one, turned) == Approx(.3).epsilon(1e-12));
  CHECK(largest_angle(one, one * (MatrixXd(2, 2) << 1, 5, 0, -2).finished()) < 1e-12);
  CHECK(largest_angle(one, one.leftCols(1)) == Approx(std::numbers::pi / 2));
  CHECK(largest_angle(MatrixXd::Zero(4, 2), MatrixXd::Zero(4, 2)) == Approx(std::numbers::pi / 2));
  CHECK(alignment(one) == Approx(1).epsilon(1e-14));
  CHECK(alignment(turned) == Approx((1 + std::cos(.3) * std::cos(.3)) / 2).epsilon(1e-12));
}

TEST_CASE("the largest entry, and a diagonal with room for more") {
  CHECK(largest_entry((MatrixXd(1, 2) << 2, -3).finished()) == 3);
  const MatrixXd d = padded_diagonal(Eigen::Vector2d(7, 8), 3);
  CHECK(d == Eigen::Vector3d(7, 8, 0).asDiagonal().toDenseMatrix());
}
