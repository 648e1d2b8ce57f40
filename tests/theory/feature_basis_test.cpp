#include "theory/feature_basis.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include "support/expect.hpp"
#include "theory/minimiser.hpp"
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

constexpr TwoModes modes{.s_1 = .9, .s_2 = .5, .gamma_1 = 1, .gamma_2 = 10};

// A pencil with G = O_1 diag O_1^T and M = L O_2 diag(s) O_2^T L^T, G = L L^T.
struct Pencil {
  MatrixXd g;
  MatrixXd m;
  MatrixXd top;  // eigenvectors of M v = s G v, s descending
  VectorXd s;
};

MatrixXd rotation(unsigned seed) {
  return Eigen::HouseholderQR<MatrixXd>(random_matrix(6, 6, seed)).householderQ();
}

Pencil pencil(unsigned seed) {
  const MatrixXd o1 = rotation(seed);
  const MatrixXd o2 = rotation(seed + 1000);
  Pencil result;
  result.s = VectorXd{{.9, .6, .45, .3, .2, .1}};
  result.g = o1 * VectorXd{{2, 1.2, .8, .6, .5, .4}}.asDiagonal() * o1.transpose();
  const MatrixXd l = Eigen::LLT<MatrixXd>(result.g).matrixL();
  result.m = l * o2 * result.s.asDiagonal() * o2.transpose() * l.transpose();
  result.top = Eigen::GeneralizedSelfAdjointEigenSolver<MatrixXd>(result.m, result.g)
                   .eigenvectors()
                   .rowwise()
                   .reverse();
  return result;
}

MatrixXd leading(const MatrixXd& symmetric) {
  return Eigen::SelfAdjointEigenSolver<MatrixXd>(symmetric).eigenvectors().rightCols(1);
}

MatrixXd flow(const Pencil& pencil, double beta, const MatrixXd& start, double t, int steps) {
  return integrate([&](const MatrixXd& x) { return feature_flow(x, pencil.g, pencil.m, beta); },
                   start,
                   t,
                   steps);
}

// The commuting case of two modes and one feature from (c_0, c_0), in logarithms of its entries
// so that a start of 1e-12 keeps its digits: d log w_i / dt = gamma_i (a_i - 4 beta |w|^2).
struct Race {
  double first_half[2] = {HUGE_VAL, HUGE_VAL};  // when each mode passes half of its amplitude
  double switched = HUGE_VAL;                   // when w_1 passes w_2
};

Race race(double beta, double amplitude, double until) {
  const MatrixXd gamma{{modes.gamma_1}, {modes.gamma_2}};
  const MatrixXd a = 2 * (2 * beta - (1 - MatrixXd{{modes.s_1}, {modes.s_2}}.array()));
  const auto field = [&](const MatrixXd& logs) -> MatrixXd {
    const double energy = (2 * logs.array()).exp().sum();
    return gamma.array() * (a.array() - 4 * beta * energy);
  };
  MatrixXd logs = MatrixXd::Constant(2, 1, std::log(amplitude));
  Race result;
  const double step = .002 / beta;
  for (double t = 0; t < until; t += step) {
    logs = integrate(field, logs, step, 1);
    for (Index i = 0; i < 2; ++i) {
      const bool passed = std::exp(2 * logs(i)) > a(i) / (16 * beta);
      if (passed) result.first_half[i] = std::min(result.first_half[i], t);
    }
    if (logs(0) > logs(1)) result.switched = std::min(result.switched, t);
  }
  return result;
}

}  // namespace

TEST_CASE("with an orthonormal basis the flow is that of the eigenfunctions") {
  const MatrixXd x = random_matrix(8, 3, 2);
  expect_close(feature_flow(x, MatrixXd::Identity(8, 8), MatrixXd(table_spectrum.asDiagonal()), .7),
               -reformulated_loss(table_spectrum, .7, x).gradient,
               1e-13);
}

TEST_CASE("the flow is minus the gradient of the loss of V phi") {
  const Pencil p = pencil(3);
  const MatrixXd x = random_matrix(6, 2, 4);
  const auto loss = [&](const MatrixXd& at) {  // tr(C - C_plus) + beta |C - I|^2
    const MatrixXd c = at.transpose() * p.g * at;
    return (c - at.transpose() * p.m * at).trace() +
           .7 * (c - MatrixXd::Identity(2, 2)).squaredNorm();
  };
  const MatrixXd flow = feature_flow(x, p.g, p.m, .7);
  for (Index i = 0; i < x.size(); ++i) {
    MatrixXd up = x;
    MatrixXd down = x;
    up(i) += 1e-5;
    down(i) -= 1e-5;
    CHECK(-(loss(up) - loss(down)) / 2e-5 == Approx(flow(i)).epsilon(1e-6).margin(1e-6));
  }
}

TEST_CASE("small features take the leading eigenvector of (2 beta - 1) G + M first") {
  const Pencil p = pencil(5);
  for (const double beta : {.5, 50.}) {
    const MatrixXd linear = linear_phase_matrix(p.g, p.m, beta);
    const double rate =
        2 * Eigen::SelfAdjointEigenSolver<MatrixXd>(linear).eigenvalues().maxCoeff();
    const MatrixXd x = flow(p, beta, 1e-30 * random_matrix(6, 1, 7), 55 / rate, 20000);
    INFO("beta " << beta);
    CHECK(sine(x, leading(linear)) < .02);
    CHECK(sine(x, leading(beta < 1 ? p.m : p.g)) < .05);  // kernel PCA, or PCA of the features
    CHECK(sine(x, p.top.leftCols(1)) > .1);
  }
}

TEST_CASE("the limit is the top of the pencil with the scales of theorem 2") {
  const Pencil p = pencil(5);
  for (const double beta : {.5, 3.}) {
    const MatrixXd x = flow(p, beta, .3 * random_matrix(6, 2, 7), 200, 40000);
    INFO("beta " << beta);
    CHECK(sine(x, p.top.leftCols(2)) < 1e-6);
    const MatrixXd c = x.transpose() * p.g * x;
    expect_close(Eigen::SelfAdjointEigenSolver<MatrixXd>(c).eigenvalues().reverse(),
                 feature_scales(p.s.head(2), beta).cwiseAbs2(),
                 1e-6);
  }
}

TEST_CASE("modes are learned in the order of gamma (2 beta - (1 - s))") {
  const VectorXd gammas{{1, 10, 5}};
  const VectorXd s{{.9, .5, .1}};
  CHECK(misorder_beta(modes) == Approx(4.9 / 18));
  CHECK(misorder_beta(modes) == Approx(.2722).margin(5e-5));
  CHECK(learning_order(gammas, s, .272) == std::vector<Index>{0, 1});  // mode 3 collapses
  CHECK(learning_order(gammas, s, .273) == std::vector<Index>{1, 0});
  CHECK(learning_order(gammas, s, 2) == std::vector<Index>{1, 2, 0});
  CHECK(learning_order(VectorXd{{1, 1, 1}}, s, 2) == std::vector<Index>{0, 1, 2});
  CHECK(learning_order(VectorXd{{1, 1}}, VectorXd{{.5, .5}}, 2) == std::vector<Index>{0, 1});
  for (const double beta : {.97 * misorder_beta(modes), 1.1 * misorder_beta(modes), 2.}) {
    const Race found = race(beta, 1e-6, beta < .4 ? 400 : 20);
    INFO("beta " << beta << ", modes at " << found.first_half[0] << " and " << found.first_half[1]);
    CHECK((found.first_half[0] < found.first_half[1]) == (beta < misorder_beta(modes)));
  }
}

TEST_CASE("the switch from the wrong mode to the right one") {
  CHECK(switch_time(modes, .5, 1e-6) == Approx(14.8).epsilon(.1));
  CHECK(switch_time(modes, .5, 1e-12) == Approx(30.3).epsilon(.1));
  for (const double beta : {.5, 2.}) {
    for (const double amplitude : {1e-6, 1e-12}) {
      INFO("beta " << beta << ", c_0 " << amplitude);
      CHECK(race(beta, amplitude, 60).switched ==
            Approx(switch_time(modes, beta, amplitude)).epsilon(.1));
    }
  }
}

TEST_CASE("flow in a feature basis refuses shapes, weights and modes out of range") {
  const double nan = std::nan("");
  const MatrixXd g = MatrixXd::Identity(3, 3);
  const MatrixXd x = random_matrix(3, 2, 1);
  expect_refusal([&] { (void)feature_flow(x, g.topRows(2), g, 1); }, {"G must be 2 x 2"});
  expect_refusal([&] { (void)feature_flow(x, g, g.topRows(2), 1); }, {"M must be 3 x 3"});
  expect_refusal([&] { (void)feature_flow(x.topRows(2), g, g, 1); }, {"X must be 3 x 2"});
  expect_refusal([&] { (void)feature_flow(x, nan * g, g, 1); }, {"entries of G"});
  expect_refusal([&] { (void)feature_flow(x, g, g, 0); }, {"feature_flow", "beta"});
  expect_refusal([&] { (void)linear_phase_matrix(g, g, nan); }, {"linear_phase_matrix", "beta"});
  const VectorXd s{{.9, .5}};
  expect_refusal([&] { (void)learning_order(VectorXd{{1}}, s, 1); }, {"gamma must be 2 x 1"});
  expect_refusal([&] { (void)learning_order(VectorXd{{1, 0}}, s, 1); }, {"gamma must be positive"});
  expect_refusal([&] { (void)learning_order(s, VectorXd{{.9, 2}}, 1); }, {"[0, 1]"});
  expect_refusal([&] { (void)learning_order(s, s, -1); }, {"beta"});
  expect_refusal([] { (void)misorder_beta({.5, .9, 1, 10}); }, {"s_1 > s_2", "0.5 and 0.9"});
  expect_refusal([] { (void)misorder_beta({.9, .5, 10, 1}); }, {"gamma_2 > gamma_1"});
  expect_refusal([&] { (void)misorder_beta({nan, .5, 1, 10}); }, {"[0, 1]"});
  expect_refusal([] { (void)misorder_beta({.9, -1, 1, 10}); }, {"[0, 1]"});
  expect_refusal([] { (void)misorder_beta({.9, .5, 0, 10}); }, {"gamma_1 must be positive"});
  expect_refusal([&] { (void)misorder_beta({.9, .5, 1, nan}); }, {"gamma_2 must be positive"});
  expect_refusal([] { (void)switch_time(modes, .27, 1e-6); }, {"beta must be above beta*"});
  expect_refusal([] { (void)switch_time(modes, 0, 1e-6); }, {"beta must be positive"});
  expect_refusal([] { (void)switch_time(modes, .5, 1); }, {"below c_2"});
  expect_refusal([&] { (void)switch_time(modes, .5, nan); }, {"amplitude must be positive"});
  expect_refusal([] { (void)switch_time({.5, .9, 1, 10}, .5, .1); }, {"switch_time", "s_1 > s_2"});
}
