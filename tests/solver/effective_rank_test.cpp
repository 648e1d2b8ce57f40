#include "solver/effective_rank.hpp"

#include <cmath>

#include "solver/function_spaces.hpp"
#include "solver/weighted_space.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

TEST_CASE("d equal eigenvalues have rank d, and zeros add nothing") {
  const VectorXd seven = VectorXd::Constant(7, 0.3);
  CHECK(effective_rank(seven) == Approx(7).epsilon(1e-14));
  CHECK(participation_ratio(seven) == Approx(7).epsilon(1e-14));
  const VectorXd padded{{0.3, 0, 0.3, 0}};
  CHECK(effective_rank(padded) == Approx(2).epsilon(1e-14));
  CHECK(participation_ratio(padded) == Approx(2).epsilon(1e-14));
  CHECK(effective_rank(VectorXd{{5e-310}}) == 1);
}

TEST_CASE("eigenvalues 1/2, 1/4, 1/4 have entropy 1.5 log 2") {
  const VectorXd l{{2, 1, 1}};
  CHECK(effective_rank(l) == Approx(std::pow(2, 1.5)).epsilon(1e-15));
  CHECK(participation_ratio(l) == Approx(16.0 / 6).epsilon(1e-15));
  CHECK(effective_rank(VectorXd(1e300 * l)) == Approx(std::pow(2, 1.5)).epsilon(1e-15));
}

TEST_CASE("both ranks ignore scale and order, and the participation ratio is the smaller") {
  VectorXd l = VectorXd::LinSpaced(43, 0.01, 1).array().square();
  const double rank = effective_rank(l);
  CHECK(effective_rank(VectorXd(1e-5 * l.reverse())) == Approx(rank).epsilon(1e-13));
  CHECK(participation_ratio(l) < rank);
  CHECK(rank < 43);
}

TEST_CASE("all eigenvalues zero is rank 0, and rounding below zero counts as zero") {
  CHECK(effective_rank(VectorXd::Zero(4)) == 0);
  CHECK(participation_ratio(VectorXd::Zero(4)) == 0);
  CHECK(effective_rank(VectorXd{{1, 1, -1e-16}}) == Approx(2).epsilon(1e-14));
}

TEST_CASE("negative, missing and NaN eigenvalues are refused") {
  expect_refusal(
      [] {
        (void)effective_rank(VectorXd{{1, -1e-6}});
      },
      {"effective_rank", "must not be negative", "-1e-06"});
  expect_refusal(
      [] {
        (void)participation_ratio(VectorXd{{-1, -2}});
      },
      {"participation_ratio", "must not be negative", "-2"});
  expect_refusal(
      [] {
        (void)effective_rank(VectorXd{{1, std::nan("")}});
      },
      {"finite", "nan", "row 1"});
  expect_refusal([] { (void)effective_rank(VectorXd()); }, {"at least one eigenvalue"});
}

TEST_CASE("the second-moment spectrum is that of F^T D F") {
  const VectorXd w{{0.5, 0.25, 0.25}};
  const MatrixXd f{{1, 0}, {0, 2}, {0, 0}};
  expect_close(second_moment_spectrum(f, w), VectorXd{{1, 0.5}}, 1e-15);
  const VectorXd weights = test::random_weights(5, 1);
  const MatrixXd wide = test::random_matrix(5, 9, 2);  // more features than points: exact zeros
  const VectorXd spectrum = second_moment_spectrum(wide, weights);
  CHECK(spectrum.size() == 9);
  CHECK(spectrum.tail(4).isZero(0));
  CHECK(spectrum.sum() ==
        Approx((wide.transpose() * weights.asDiagonal() * wide).trace()).epsilon(1e-13));
  expect_refusal([&] { (void)second_moment_spectrum(wide, w); },
                 {"second_moment_spectrum", "5 x 9"});
}
