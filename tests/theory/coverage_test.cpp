#include "theory/coverage.hpp"

#include <Eigen/LU>

#include "support/expect.hpp"
#include "theory/minimiser.hpp"
#include "theory/riccati.hpp"
#include "theory/span_flow.hpp"
#include "theory/tools.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using namespace eigenviews::theory::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using eigenviews::test::expect_refusal;

namespace {

struct Coverage {
  double exact = 0;
  double ridge[3] = {0, 0, 0};  // at beta = .1, .5, 2
};

// Means over random starts of the setting of the table: s = .81^i, 12 modes, c_0 = .01.
Coverage coverage(Index d, double t, unsigned repeats) {
  const VectorXd s = powers(.81, 12);
  const double betas[] = {.1, .5, 2};
  Coverage result;
  for (unsigned seed = 0; seed < repeats; ++seed) {
    const MatrixXd start = .01 / std::sqrt(12) * random_matrix(12, d, seed);
    result.exact += exact_coverage(span_at(start, s, t), 4) / repeats;
    for (std::size_t i = 0; i < 3; ++i) {
      result.ridge[i] += ridge_coverage(riccati_step(start, s, betas[i], t), .01, 4) / repeats;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("coverage of scaled modes by hand") {
  MatrixXd w = MatrixXd::Zero(4, 2);
  w(0, 0) = 1;
  w(1, 1) = 1e-9;
  CHECK(exact_coverage(w, 2) == Approx(1));
  CHECK(exact_coverage(w, 4) == Approx(.5));
  CHECK(ridge_coverage(w, .01, 2) == Approx(1 / 1.01 / 2));
  CHECK(ridge_coverage(w, 1e-18, 2) == Approx(.75));
  const MatrixXd slanted{{.6}, {.8}};
  CHECK(exact_coverage(slanted, 1) == Approx(.36));
  CHECK(ridge_coverage(slanted, 1, 1) == Approx(.18));
}

TEST_CASE("coverage does not depend on the basis of the features") {
  const MatrixXd w = random_matrix(8, 3, 1);
  const MatrixXd mix = random_matrix(3, 3, 2);
  CHECK(exact_coverage(w * mix, 2) == Approx(exact_coverage(w, 2)).epsilon(1e-12));
  const MatrixXd plain =
      w * (w.transpose() * w + .3 * MatrixXd::Identity(3, 3)).inverse() * w.transpose();
  CHECK(ridge_coverage(w, .3, 2) == Approx(plain.topLeftCorner(2, 2).trace() / 2).epsilon(1e-13));
  CHECK(ridge_coverage(random_matrix(3, 8, 1), .3, 2) <= 1);  // more features than modes
}

TEST_CASE("a column of zeros is left out") {
  MatrixXd w = MatrixXd::Zero(3, 2);
  CHECK(exact_coverage(w, 1) == 0);
  w(0, 1) = 2;
  CHECK(exact_coverage(w, 1) == 1);
}

TEST_CASE("coverage of the table, exact and ridge-visible at beta = .1, .5, 2") {
  // Late values hardly depend on the start; early ones do: means of 100 starts against
  // those of 20 others, which spread by up to .1.
  struct Row {
    Index d;
    double t;
    double exact;
    double ridge[3];
    double margin;
  };
  const Row rows[] = {{2, 64, .5, {.250, .494, .495}, .002},
                      {4, 64, 1, {.255, .986, .989}, .002},
                      {8, 64, 1, {.266, .986, .989}, .003},
                      {2, 1, .351, {.002, .038, .347}, .07},
                      {4, 1, .606, {.003, .063, .600}, .07},
                      {8, 1, .891, {.007, .129, .881}, .07}};
  for (const Row& row : rows) {
    const Coverage found = coverage(row.d, row.t, 100);
    INFO("d " << row.d << ", T " << row.t << ": " << found.exact << ", " << found.ridge[0] << " "
              << found.ridge[1] << " " << found.ridge[2]);
    CHECK(found.exact == Approx(row.exact).margin(row.margin));
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(found.ridge[i] == Approx(row.ridge[i]).margin(row.margin));
    }
  }
}

TEST_CASE("alignment of scales by hand") {
  CHECK(alignment_of_scales(VectorXd{{2, 2, 2}}) == Approx(1));
  CHECK(alignment_of_scales(VectorXd{{1, 0}}) == Approx(1 / std::sqrt(2.)));
  CHECK(alignment_of_scales(VectorXd{{1, .8, .4, .2, .05}}) == Approx(.687).margin(5e-4));
}

TEST_CASE("the power law of the features is that of the operator only at beta = 1/2") {
  VectorXd s(200);
  for (Index i = 0; i < 200; ++i) s[i] = std::pow(static_cast<double>(i + 1), -1.5);
  const auto slope = [&](double beta) {  // least squares over ranks 3 to 100, log-log
    const VectorXd values = feature_scales(s, beta).cwiseAbs2();
    double x_mean = 0;
    double y_mean = 0;
    for (Index i = 2; i < 100; ++i) {
      x_mean += std::log(static_cast<double>(i + 1)) / 98;
      y_mean += std::log(values[i]) / 98;
    }
    double xy = 0;
    double xx = 0;
    for (Index i = 2; i < 100; ++i) {
      const double x = std::log(static_cast<double>(i + 1)) - x_mean;
      xy += x * (std::log(values[i]) - y_mean);
      xx += x * x;
    }
    return -xy / xx;
  };
  CHECK(slope(.5) == Approx(1.5).margin(1e-10));
  CHECK(slope(.6) == Approx(.10).margin(.005));
  CHECK(slope(1) == Approx(.023).margin(5e-4));
  CHECK(slope(5) == Approx(.003).margin(5e-4));
}

TEST_CASE("coverage refuses shapes, ridges and targets out of range") {
  const MatrixXd w = random_matrix(3, 2, 1);
  const double nan = std::nan("");
  for (const Index target : {0, 4}) {
    expect_refusal([&] { (void)exact_coverage(w, target); }, {"target must be between 1 and 3"});
    expect_refusal([&] { (void)ridge_coverage(w, 1, target); }, {"target must be between 1 and 3"});
  }
  expect_refusal([] { (void)exact_coverage(random_matrix(2, 3, 1), 1); }, {"as its 2 rows"});
  expect_refusal([&] { (void)exact_coverage(nan * w, 1); }, {"entries of W"});
  expect_refusal([&] { (void)ridge_coverage(MatrixXd(0, 2), 1, 1); }, {"at least one row"});
  for (const double ridge : {0., -1., nan}) {
    expect_refusal([&] { (void)ridge_coverage(w, ridge, 1); }, {"the ridge must be positive"});
  }
  expect_refusal([] { (void)alignment_of_scales(VectorXd()); }, {"at least one row"});
  expect_refusal([] { (void)alignment_of_scales(VectorXd{{1, -1}}); }, {"must not be negative"});
  expect_refusal([] { (void)alignment_of_scales(VectorXd{{0, 0}}); }, {"must be positive"});
  expect_refusal([&] { (void)alignment_of_scales(VectorXd{{nan}}); }, {"entries of scales"});
}
