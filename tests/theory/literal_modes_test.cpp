#include "theory/literal_modes.hpp"

#include <Eigen/Eigenvalues>
#include <numbers>

#include "support/expect.hpp"
#include "theory/minimiser.hpp"
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

// The d leading eigenfunctions of T*T of a doubly stochastic channel, rho uniform.
MatrixXd within_view(const MatrixXd& p, Index d) {
  return Eigen::SelfAdjointEigenSolver<MatrixXd>(p.transpose() * p)
      .eigenvectors()
      .rowwise()
      .reverse()
      .leftCols(d);
}

VectorXd uniform(Index n) { return VectorXd::Constant(n, 1 / static_cast<double>(n)); }

double angle_in_degrees(const MatrixXd& p, Index d) {
  const LiteralModes literal = literal_modes(p, uniform(p.rows()));
  return std::asin(std::min(1.0, sine(literal.functions.leftCols(d), within_view(p, d)))) * 180 /
         std::numbers::pi;
}

MatrixXd shifts(Index n, const std::vector<Index>& steps) {
  MatrixXd p = MatrixXd::Zero(n, n);
  for (Index x = 0; x < n; ++x) {
    for (const Index step : steps) p(x, (x + step) % n) += 1 / static_cast<double>(steps.size());
  }
  return p;
}

const MatrixXd reversible{{.05, .15, .8}, {.15, .7, .15}, {.8, .15, .05}};
const MatrixXd non_normal{{.6, .4, 0}, {.1, .3, .6}, {.3, .3, .4}};

}  // namespace

TEST_CASE("costs of the literal loss on the channels of the table") {
  expect_close(literal_modes(reversible, uniform(3)).costs, VectorXd{{0, .2025, 3.0625}}, 1e-14);
  const double root = std::sqrt(.2212);
  expect_close(literal_modes(non_normal, uniform(3)).costs,
               VectorXd{{0, .86 - root, .86 + root}},
               1e-14);
  const double turn = 2 * std::numbers::pi / 5;
  const auto cost = [turn](double k) {  // |1 - (w^k + w^2k)/2|^2, w = e^{i turn}
    const double re = 1 - (std::cos(k * turn) + std::cos(2 * k * turn)) / 2;
    const double im = (std::sin(k * turn) + std::sin(2 * k * turn)) / 2;
    return re * re + im * im;
  };
  expect_close(literal_modes(shifts(5, {1, 2}), uniform(5)).costs,
               VectorXd{{0, cost(2), cost(2), cost(1), cost(1)}},
               1e-14);
  CHECK(cost(2) == Approx(1.5955).margin(5e-5));
  CHECK(cost(1) == Approx(2.1545).margin(5e-5));
  const VectorXd k{{0, 1, 1, 2, 2}};
  expect_close(literal_modes(shifts(5, {1}), uniform(5)).costs,
               VectorXd(2 - 2 * (turn * k.array()).cos()),
               1e-14);
}

TEST_CASE("the literal and the within-view loss have different minimisers") {
  CHECK(angle_in_degrees(reversible, 2) == Approx(90).margin(1e-5));
  CHECK(angle_in_degrees(non_normal, 2) == Approx(38.498).margin(1e-3));
  CHECK(angle_in_degrees(shifts(5, {1, 2}), 3) == Approx(90).margin(1e-5));
}

TEST_CASE("a self-adjoint positive channel has the same modes with costs (1 - sigma)^2") {
  const MatrixXd p{{.7, .2, .1}, {.2, .6, .2}, {.1, .2, .7}};
  CHECK(angle_in_degrees(p, 2) < 1e-6);
  const VectorXd sigma = Eigen::SelfAdjointEigenSolver<MatrixXd>(p).eigenvalues().reverse();
  const LiteralModes literal = literal_modes(p, uniform(3));
  expect_close(literal.costs, VectorXd((1 - sigma.array()).square()), 1e-14);
  const Minimum best = literal_minimum(sigma, .3, 3);
  expect_close(best.scales.cwiseAbs2(), VectorXd((1 - literal.costs.array() / .6).max(0)), 1e-13);
}

TEST_CASE("Mehler with a negative correlation ranks even degrees first") {
  const VectorXd degrees{{1, 2, 3, 4, 5}};
  const VectorXd costs =
      degrees.unaryExpr([](double k) { return std::pow(1 - std::pow(-.9, k), 2); });
  CHECK(std::max(costs[1], costs[3]) < std::min({costs[0], costs[2], costs[4]}));
  CHECK(costs[1] < costs[3]);
}

TEST_CASE("functions of a channel with a prior that is not uniform are orthonormal in L2(rho)") {
  // Reversible for rho = (.5, .3, .2).
  const VectorXd rho{{.5, .3, .2}};
  const MatrixXd p{{.8, .12, .08}, {.2, .7, .1}, {.2, .15, .65}};
  const LiteralModes literal = literal_modes(p, rho);
  const MatrixXd& f = literal.functions;
  expect_close(f.transpose() * rho.asDiagonal() * f, MatrixXd::Identity(3, 3), 1e-14);
  const MatrixXd defect = f - p * f;  // (I - T) f, its squared norm the cost
  expect_close(defect.transpose() * rho.asDiagonal() * defect,
               MatrixXd(literal.costs.asDiagonal()),
               1e-14);
}

TEST_CASE("the literal loss refuses a prior that is not stationary and other spaces") {
  expect_refusal(
      [] {
        (void)literal_modes(non_normal, VectorXd{{.7, .2, .1}});
      },
      {"literal_modes", "stationary"});
  expect_refusal(
      [] {
        (void)literal_modes(MatrixXd{{.5, .5}}, VectorXd{{1}});
      },
      {"P must be 1 x 1", "1 x 2"});
  expect_refusal([] { (void)literal_modes(2 * reversible, uniform(3)); }, {"sum to 1"});
  expect_refusal([] { (void)literal_modes(reversible, uniform(2)); }, {"rho must be 3 x 1"});
}
