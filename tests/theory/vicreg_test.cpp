#include "theory/vicreg.hpp"

#include "support/expect.hpp"
#include "theory/minimiser.hpp"
#include "theory/tools.hpp"
#include "theory/water_filling.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using namespace eigenviews::theory::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using eigenviews::test::expect_close;
using eigenviews::test::expect_refusal;

TEST_CASE("the penalised form is 2 lambda L at beta = nu / (2 lambda)") {
  const VicregWeights weights{25, 25, 4};
  CHECK(vicreg_penalised_beta(weights) == Approx(.08));
  const MatrixXd w = random_matrix(8, 3, 3);
  const MatrixXd c = w.transpose() * w;
  const VectorXd costs = 1 - table_spectrum.array();
  const double penalised = 25 * 2 * (w.transpose() * costs.asDiagonal() * w).trace() +
                           4 * (c - MatrixXd::Identity(3, 3)).squaredNorm();
  CHECK(penalised == Approx(50 * reformulated_loss(table_spectrum, .08, w).value));
}

TEST_CASE("a lone feature never collapses under the hinge") {
  // theory: at (25, 25, 1) the norm is below 1 iff s < 3/4.
  const VicregWeights reference{25, 25, 1};
  CHECK(vicreg_lone_scale(.76, reference) == 1);
  CHECK(vicreg_lone_scale(.75, reference) == 1);
  CHECK(vicreg_lone_scale(.74, reference) == Approx(25 / 26.));
  CHECK(vicreg_lone_scale(0, reference) == Approx(.25));
  CHECK(vicreg_lone_scale(1, reference) == 1);
  CHECK(vicreg_lone_scale(.5, {1, 0, 1}) == 0);
  for (const double s : {.9, .5, .1}) {  // against a scan of the loss
    const VicregWeights weights{1, 1, 1};
    double best = 0;
    double least = HUGE_VAL;
    for (int i = 1; i < 15000; ++i) {
      const double c = 1e-4 * i;
      const double value = vicreg_loss(VectorXd{{s}}, weights, MatrixXd{{c}}).value;
      if (value < least) best = c;
      least = std::min(least, value);
    }
    CHECK(vicreg_lone_scale(s, weights) == Approx(best).margin(1e-4));
  }
}

TEST_CASE("above its threshold the hinge holds features at unit variance") {
  VicregWeights weights{1, 0, .05};
  CHECK(vicreg_hinge_beta(weights) == Approx(.05));
  // d = 4: features W = diag(sqrt m) H / 2 with a Hadamard matrix H have unit variance.
  const WaterFilling best =
      unit_variance_minimum(table_spectrum, vicreg_hinge_beta(weights), /*functions=*/4);
  const MatrixXd hadamard{{1, 1, 1, 1}, {1, -1, 1, -1}, {1, 1, -1, -1}, {1, -1, -1, 1}};
  MatrixXd w = MatrixXd::Zero(8, 4);
  w.topRows(4) = best.second_moments.head(4).cwiseSqrt().asDiagonal() * hadamard / 2;
  const MatrixXd c = w.transpose() * w;
  const MatrixXd c_plus = w.transpose() * table_spectrum.asDiagonal() * w;
  CHECK(unit_variance_loss(table_spectrum, .05, w).value == Approx(best.loss).epsilon(1e-14));

  const double threshold = vicreg_hinge_threshold(c, c_plus, weights);
  weights.variance = 1.01 * threshold;
  const double held = vicreg_loss(table_spectrum, weights, w).value;
  for (unsigned seed = 0; seed < 2000; ++seed) {
    const double size = std::pow(10, -5 + .002 * seed);
    const MatrixXd moved = w + size * random_matrix(8, 4, seed);
    CHECK(vicreg_loss(table_spectrum, weights, moved).value >= held - 1e-12);
  }
  weights.variance = .99 * threshold;
  const MatrixXd smaller = .999 * w;  // one common step: every feature has the same C_ii here
  CHECK(vicreg_loss(table_spectrum, weights, smaller).value <
        vicreg_loss(table_spectrum, weights, w).value);
}

TEST_CASE("the threshold by hand") {
  const MatrixXd c{{1, .5}, {.5, 1}};
  const MatrixXd c_plus{{.9, .3}, {.3, .2}};
  CHECK(vicreg_hinge_threshold(c, c_plus, {2, 0, 3}) == Approx(4 * 2 * .8 + 8 * 3 * .25));
}

TEST_CASE("VICReg predictions refuse weights, eigenvalues and matrices out of range") {
  const double nan = std::nan("");
  const MatrixXd one = MatrixXd::Identity(2, 2);
  expect_refusal([] { (void)vicreg_penalised_beta({0, 1, 1}); }, {"vicreg_penalised_beta"});
  expect_refusal([&] { (void)vicreg_penalised_beta({1, 1, nan}); }, {"covariance weight"});
  expect_refusal([] { (void)vicreg_hinge_beta({-1, 1, 1}); }, {"vicreg_hinge_beta"});
  expect_refusal([] { (void)vicreg_hinge_beta({1, 1, 0}); }, {"covariance weight"});
  expect_refusal([] { (void)vicreg_lone_scale(1.2, {1, 1, 1}); }, {"[0, 1]", "1.2"});
  expect_refusal([&] { (void)vicreg_lone_scale(.5, {nan, 1, 1}); }, {"invariance weight"});
  expect_refusal([] { (void)vicreg_lone_scale(.5, {1, -1, 1}); }, {"variance weight"});
  expect_refusal(
      [&] {
        (void)vicreg_hinge_threshold(2 * one, one, {1, 1, 1});
      },
      {"C_ii of feature 0 must be 1", "received 2"});
  expect_refusal(
      [&] {
        (void)vicreg_hinge_threshold(one.topRows(1), one, {1, 1, 1});
      },
      {"C must be 1 x 1"});
  expect_refusal(
      [&] {
        (void)vicreg_hinge_threshold(one, nan * one, {1, 1, 1});
      },
      {"entries of C_plus"});
  expect_refusal([&] { (void)vicreg_hinge_threshold(one, one, {0, 1, 1}); }, {"weight"});
}
