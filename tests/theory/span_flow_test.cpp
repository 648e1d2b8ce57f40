#include "theory/span_flow.hpp"

#include "support/expect.hpp"
#include "theory/riccati.hpp"
#include "theory/tools.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using namespace eigenviews::theory::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using eigenviews::test::expect_close;
using eigenviews::test::expect_refusal;

namespace {

const VectorXd ten_modes = powers(.81, 10);

}  // namespace

TEST_CASE("the span is e^{2tS} V_0 for every beta and every size of the start") {
  const MatrixXd start = random_matrix(10, 4, 1);
  for (const double t : {.5, 2., 6.}) {
    const MatrixXd direct = (2 * t * ten_modes.array()).exp().matrix().asDiagonal() * start;
    const MatrixXd predicted = span_at(start, ten_modes, t);
    expect_close(predicted.transpose() * predicted, MatrixXd::Identity(4, 4), 1e-14);
    CHECK(sine(predicted, direct) < 1e-13);
    for (const double beta : {.2, .5, 3., 20.}) {
      for (const double amplitude : {1e-6, 1e-2, .5}) {
        INFO("t " << t << ", beta " << beta << ", c_0 " << amplitude);
        CHECK(sine(riccati_step(amplitude * start, ten_modes, beta, t), predicted) < 1e-12);
      }
    }
  }
}

TEST_CASE("the span of an independent integration agrees") {
  const MatrixXd start = .1 * random_matrix(10, 4, 1);
  const MatrixXd w = integrate(gradient_flow(ten_modes, .5), start, 2, 2000);
  CHECK(sine(w, span_at(start, ten_modes, 2)) < 1e-9);
}

TEST_CASE("the law holds for VICReg and at unit variance, and not for Barlow Twins") {
  const MatrixXd start = .3 * random_matrix(10, 3, 4);
  const VicregWeights weights{1.3, 2, .4};
  const MatrixXd vicreg = integrate(
      [&](const MatrixXd& w) -> MatrixXd { return -vicreg_loss(ten_modes, weights, w).gradient; },
      start,
      1.5,
      3000);
  CHECK(sine(vicreg, span_at(start, ten_modes, 2 * 1.3 * 1.5)) < 1e-8);

  const MatrixXd unit = start.colwise().normalized();
  const MatrixXd projected = integrate(
      [&](const MatrixXd& w) -> MatrixXd {
        return -unit_variance_loss(ten_modes, .05, w).gradient;
      },
      unit,
      2,
      2000);
  CHECK(sine(projected, span_at(unit, ten_modes, 2)) < 1e-8);

  const auto barlow_twins = [&](double lambda) {
    return integrate(
        [&](const MatrixXd& w) -> MatrixXd {
          return -barlow_twins_loss(ten_modes, lambda, w, FeatureVariance::free).gradient;
        },
        start,
        2,
        4000);
  };
  CHECK(sine(barlow_twins(.05), barlow_twins(1)) > .02);
}

TEST_CASE("one feature: its ratios decay at 2 (s_1 - s_i)") {
  const MatrixXd start = 1e-3 * random_matrix(10, 1, 6);
  const MatrixXd w = span_at(start, ten_modes, 3);
  for (Index i = 1; i < 10; ++i) {
    CHECK(w(i, 0) / w(0, 0) ==
          Approx(std::exp(-6 * (1 - ten_modes[i])) * start(i, 0) / start(0, 0)).epsilon(1e-12));
  }
}

TEST_CASE("a long time keeps every direction and reaches the leading ones") {
  const MatrixXd start = random_matrix(10, 3, 7);
  const MatrixXd w = span_at(start, ten_modes, 1e4);
  CHECK(tangent_to_leading(w) < 1e-14);
  MatrixXd without_first = start;
  without_first.row(0).setZero();
  const MatrixXd missed = span_at(without_first, ten_modes, 1e3);
  CHECK(missed.row(0).cwiseAbs().maxCoeff() == 0);
  CHECK(sine(missed, MatrixXd::Identity(10, 4).rightCols(3)) < 1e-14);
}

TEST_CASE("columns that nearly coincide give an orthonormal basis") {
  MatrixXd start = random_matrix(10, 3, 8);
  start.col(1) = start.col(0) + 1e-9 * start.col(1);
  start.col(2) *= 1e-12;
  const MatrixXd w = span_at(start, ten_modes, .01);
  expect_close(w.transpose() * w, MatrixXd::Identity(3, 3), 1e-14);
}

TEST_CASE("the largest angle stays below its bound and falls at its rate") {
  const MatrixXd start = random_matrix(10, 3, 2);
  const double tan_start = tangent_to_leading(start);
  for (const double t : {1., 5., 20., 40.}) {
    const double bound = tangent_bound(tan_start, ten_modes[2], ten_modes[3], t);
    CHECK(tangent_to_leading(riccati_step(.01 * start, ten_modes, .6, t)) <= bound * (1 + 1e-9));
  }
  const auto log_tangent = [&](double t) {
    return std::log(tangent_to_leading(span_at(start, ten_modes, t)));
  };
  CHECK((log_tangent(60) - log_tangent(80)) / 20 ==
        Approx(2 * (ten_modes[2] - ten_modes[3])).margin(2e-3));
}

TEST_CASE("tangents by hand") {
  CHECK(tangent_to_leading(MatrixXd{{3}, {4}}) == Approx(4 / 3.));
  CHECK(tangent_to_leading(MatrixXd{{1, 0}, {0, 2}, {0, 1}}) == Approx(.5));
  CHECK(std::isinf(tangent_to_leading(MatrixXd{{0}, {1}})));
  CHECK(tangent_to_leading(MatrixXd{{1, 2}, {3, 4}}) == 0);
  CHECK(tangent_bound(2, .8, .3, 1) == Approx(2 * std::exp(-1)));
  CHECK(std::isinf(tangent_bound(HUGE_VAL, .8, .3, 1)));
  CHECK(tangent_bound(2, .5, .5, 9) == 2);
}

TEST_CASE("spans refuse shapes, dependent columns and times out of range") {
  const double nan = std::nan("");
  const VectorXd s{{.9, .5, .1}};
  const MatrixXd w = random_matrix(3, 2, 1);
  MatrixXd dependent = w;
  dependent.col(1) = 1e-5 * w.col(0);
  MatrixXd flat = w;
  flat.col(1).setZero();
  expect_refusal([&] { (void)span_at(w.topRows(2), s, 1); }, {"W must be 3 x 2"});
  expect_refusal([&] { (void)span_at(random_matrix(3, 4, 1), s, 1); },
                 {"at most as many columns as its 3 rows", "received 4"});
  expect_refusal([&] { (void)span_at(dependent, s, 1); }, {"must be independent"});
  expect_refusal([&] { (void)span_at(flat, s, 1); }, {"must be independent"});
  expect_refusal([&] { (void)span_at(nan * w, s, 1); }, {"entries of W"});
  expect_refusal([&] { (void)span_at(w, VectorXd{{2, 1, 1}}, 1); }, {"[0, 1]"});
  expect_refusal([&] { (void)span_at(w, s, -1); }, {"the time"});
  expect_refusal([&] { (void)span_at(w, s, 1e30); }, {"span_at", "at most 2e+09", "e+30"});
  expect_refusal([&] { (void)tangent_to_leading(MatrixXd(0, 0)); }, {"at least one row"});
  expect_refusal([&] { (void)tangent_to_leading(random_matrix(2, 3, 1)); }, {"columns"});
  expect_refusal([&] { (void)tangent_bound(nan, .5, .1, 1); }, {"the tangent must be >= 0"});
  expect_refusal([&] { (void)tangent_bound(1, .1, .5, 1); }, {"descending", "0.1 before 0.5"});
  expect_refusal([&] { (void)tangent_bound(1, 1.5, .5, 1); }, {"[0, 1]"});
  expect_refusal([&] { (void)tangent_bound(1, .5, nan, 1); }, {"[0, 1]"});
  expect_refusal([&] { (void)tangent_bound(1, .5, .1, nan); }, {"the time"});
}
