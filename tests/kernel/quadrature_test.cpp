#include "kernel/quadrature.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::kernel;
using Eigen::Index;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

double moment(const QuadratureRule& rule, Index power) {
  return rule.weights.dot(rule.nodes.array().pow(static_cast<double>(power)).matrix());
}

// sum_i w_i |x_i|^power: what a rounding error of a moment is relative to.
double absolute_moment(const QuadratureRule& rule, Index power) {
  return rule.weights.dot(rule.nodes.array().abs().pow(static_cast<double>(power)).matrix());
}

void expect_rule(const QuadratureRule& rule, Index n) {
  REQUIRE(rule.nodes.size() == n);
  REQUIRE(rule.weights.size() == n);
  CHECK(rule.nodes.allFinite());
  CHECK((rule.weights.array() > 0).all());
  CHECK(std::abs(rule.weights.sum() - 1) <= 1e-14);
  for (Index i = 1; i < n; ++i) CHECK(rule.nodes[i] > rule.nodes[i - 1]);
}

// `exact(k)` is the k-th moment; the rule must have those up to 2n-1 and miss that of 2n.
template <class Exact>
void expect_gauss(const QuadratureRule& rule, Index n, Exact&& exact, double tolerance) {
  expect_rule(rule, n);
  for (Index k = 0; k <= 2 * n - 1; ++k) {
    INFO("moment " << k << " of " << n << " nodes: " << moment(rule, k) << ", exact " << exact(k));
    CHECK(std::abs(moment(rule, k) - exact(k)) <= tolerance * absolute_moment(rule, k));
  }
  if (n <= 4) {
    CHECK(std::abs(moment(rule, 2 * n) - exact(2 * n)) > 1e-6 * exact(2 * n));
  }
}

double legendre_moment(Index k) { return k % 2 == 0 ? 1 / static_cast<double>(k + 1) : 0; }

double normal_moment(Index k) {  // (k-1)!!
  if (k % 2 == 1) return 0;
  double product = 1;
  for (Index j = 1; j < k; j += 2) product *= static_cast<double>(j);
  return product;
}

}  // namespace

TEST_CASE("Gauss rules of two and three nodes are the ones of the textbook") {
  const QuadratureRule legendre = gauss_legendre(2);
  expect_close(legendre.nodes, Eigen::Vector2d(-1, 1) / std::sqrt(3.0), 1e-15);
  expect_close(legendre.weights, Eigen::Vector2d(.5, .5), 1e-15);
  const QuadratureRule hermite = gauss_hermite(3);
  expect_close(hermite.nodes, Eigen::Vector3d(-1, 0, 1) * std::sqrt(3.0), 1e-15);
  expect_close(hermite.weights, Eigen::Vector3d(1, 4, 1) / 6, 1e-15);
  const QuadratureRule laguerre = gauss_laguerre(2, 0);
  const double root = std::sqrt(2.0);
  expect_close(laguerre.nodes, Eigen::Vector2d(2 - root, 2 + root), 1e-15);
  expect_close(laguerre.weights, Eigen::Vector2d(2 + root, 2 - root) / 4, 1e-15);
  const QuadratureRule chebyshev = gauss_jacobi(3, -0.5, -0.5);  // alpha + beta = -1
  expect_close(chebyshev.nodes, Eigen::Vector3d(-1, 0, 1) * std::sqrt(.75), 1e-15);
  expect_close(chebyshev.weights, Eigen::Vector3d::Constant(1.0 / 3), 1e-15);
  CHECK(gauss_laguerre(1, 1.5).nodes[0] == 2.5);  // the mean, with weight 1
  CHECK(gauss_hermite(1).weights[0] == 1);
}

TEST_CASE("Gauss rules are exact for polynomials of degree 2n-1 and not beyond") {
  for (const Index n : {1, 2, 3, 4, 7, 20, 64}) {
    expect_gauss(gauss_legendre(n), n, legendre_moment, 1e-13);
  }
  for (const Index n : {1, 2, 3, 4, 7, 20, 64}) {
    expect_gauss(gauss_hermite(n), n, normal_moment, 1e-12);
  }
  for (const double alpha : {-0.9, -0.5, 0.0, 1.3, 20.0}) {
    const auto exact = [=](Index k) {  // (alpha+1)_k
      double product = 1;
      for (Index j = 1; j <= k; ++j) product *= alpha + static_cast<double>(j);
      return product;
    };
    for (const Index n : {1, 2, 3, 4, 7, 20, 40}) {
      INFO("alpha " << alpha);
      expect_gauss(gauss_laguerre(n, alpha), n, exact, 1e-12);
    }
  }
}

TEST_CASE("Gauss-Jacobi rules have the moments of the Beta distribution") {
  const double parameters[][2] =
      {{0, 0}, {-0.5, -0.5}, {-0.9, 2}, {0.7, -0.2}, {49, 49}, {-0.9, 49}};
  for (const auto& [alpha, beta] : parameters) {
    for (const Index n : {1, 2, 5, 21, 60}) {
      const QuadratureRule rule = gauss_jacobi(n, alpha, beta);
      expect_rule(rule, n);
      // x = (1+t)/2 has E x^k = prod_j (beta+1+j) / (alpha+beta+2+j); all terms are positive.
      double exact = 1;
      const VectorXd x = (1 + rule.nodes.array()) / 2;
      for (Index k = 0; k <= 2 * n - 1; ++k) {
        INFO("alpha " << alpha << ", beta " << beta << ", n " << n << ", k " << k);
        const double computed = rule.weights.dot(x.array().pow(static_cast<double>(k)).matrix());
        CHECK(std::abs(computed / exact - 1) <= 1e-11);
        exact *= (beta + 1 + static_cast<double>(k)) / (alpha + beta + 2 + static_cast<double>(k));
      }
    }
  }
}

TEST_CASE(
    "symmetric measures give symmetric rules, and swapping alpha and beta mirrors the nodes") {
  for (const QuadratureRule& rule : {gauss_legendre(31), gauss_hermite(30)}) {
    expect_close(rule.nodes, -rule.nodes.reverse(), 1e-14);
    expect_close(rule.weights, rule.weights.reverse(), 1e-15);
  }
  const QuadratureRule rule = gauss_jacobi(17, 0.3, 4);
  const QuadratureRule mirrored = gauss_jacobi(17, 4, 0.3);
  expect_close(rule.nodes, -mirrored.nodes.reverse(), 1e-14);
  expect_close(rule.weights, mirrored.weights.reverse(), 1e-14);
}

TEST_CASE("the smallest Gauss weights keep relative accuracy") {
  // Weights of Gauss-Hermite satisfy w_i = 1 / (n p_{n-1}(x_i)^2); the outermost of n = 200 is
  // near 1e-164, where squared eigenvector entries would be noise.
  const Index n = 200;
  const QuadratureRule rule = gauss_hermite(n);
  const Eigen::MatrixXd p = orthonormal_polynomials(hermite_recurrence(n), rule.nodes);
  CHECK(rule.weights[0] < 1e-150);
  for (Index i = 0; i < n; ++i) {
    const double expected = 1 / (static_cast<double>(n) * p(i, n - 1) * p(i, n - 1));
    CHECK(std::abs(rule.weights[i] / expected - 1) <= 1e-10);
  }
}

TEST_CASE("Gauss rules of many nodes still integrate what they should") {
  expect_rule(gauss_hermite(340), 340);
  expect_rule(gauss_laguerre(165, 0), 165);
  expect_rule(gauss_legendre(1000), 1000);
  const QuadratureRule rule = gauss_hermite(340);  // E cos(t x) = e^{-t^2/2}
  CHECK(std::abs(rule.weights.dot((3 * rule.nodes.array()).cos().matrix()) - std::exp(-4.5)) <=
        1e-13);
  const QuadratureRule tail = gauss_laguerre(165, 1.3);  // E e^{-x} = 2^{-(alpha+1)}
  CHECK(std::abs(tail.weights.dot((-tail.nodes.array()).exp().matrix()) - std::pow(2, -2.3)) <=
        1e-13);
}

TEST_CASE("Gauss rules refuse more nodes than have normal weights, and bad parameters") {
  expect_refusal([] { (void)gauss_hermite(500); },
                 {"gauss_rule: every weight must be a normal number", "use fewer nodes"});
  expect_refusal([] { (void)gauss_laguerre(250, 0); }, {"every weight must be a normal number"});
  expect_refusal([] { (void)gauss_legendre(0); },
                 {"the number of polynomials must be >= 1; received 0"});
  expect_refusal([] { (void)gauss_hermite(-1); }, {"must be >= 1; received -1"});
  for (const double bad : {-1.0, -2.0, not_a_number, infinity}) {
    expect_refusal([=] { (void)gauss_jacobi(3, bad, 0); },
                   {"jacobi_recurrence: alpha must be > -1"});
    expect_refusal([=] { (void)gauss_jacobi(3, 0, bad); },
                   {"jacobi_recurrence: beta must be > -1"});
    expect_refusal([=] { (void)gauss_laguerre(3, bad); },
                   {"laguerre_recurrence: alpha must be > -1"});
  }
}

TEST_CASE("a Gauss rule refuses coefficients that are no recurrence") {
  using Eigen::Vector2d;
  using Eigen::Vector3d;
  expect_refusal(
      [] {
        (void)gauss_rule({VectorXd(), VectorXd()});
      },
      {"gauss_rule: n >= 1 diagonal", "received 0 and 0"});
  expect_refusal(
      [] {
        (void)gauss_rule({Vector3d(0, 0, 0), Vector3d(1, 1, 1)});
      },
      {"received 3 and 3"});
  for (const double bad : {0.0, -1.0, not_a_number, infinity}) {
    expect_refusal(
        [=] {
          (void)gauss_rule({Vector3d(0, 0, 0), Vector2d(1, bad)});
        },
        {"gauss_rule: b_2 must be > 0 and finite"});
  }
  expect_refusal(
      [] {
        (void)gauss_rule({Vector2d(0, not_a_number), VectorXd::Ones(1)});
      },
      {"gauss_rule: a_1 must be finite; received nan"});
}

TEST_CASE("the trapezoid rule is exact for lines and exponentially good for a normal density") {
  const QuadratureRule five = trapezoid_rule(5, -1, 3);
  expect_rule(five, 5);
  expect_close(five.nodes, (VectorXd(5) << -1, 0, 1, 2, 3).finished(), 0);
  expect_close(five.weights, (VectorXd(5) << 1, 2, 2, 2, 1).finished() / 8, 0);
  CHECK(moment(five, 1) == 1);
  const QuadratureRule rule = trapezoid_rule(30, -9, 9);  // step 0.62 of the standard deviation
  const auto density = (-rule.nodes.array().square() / 2).exp() / std::sqrt(2 * std::numbers::pi);
  CHECK(std::abs(18 * rule.weights.dot(density.matrix()) - 1) <= 1e-15);
}

TEST_CASE("the midpoint and periodic rules place equal weights") {
  const QuadratureRule middle = midpoint_rule(4, 1, 3);
  expect_rule(middle, 4);
  expect_close(middle.nodes, Eigen::Vector4d(1.25, 1.75, 2.25, 2.75), 1e-15);
  expect_close(middle.weights, Eigen::Vector4d::Constant(.25), 0);
  CHECK(midpoint_rule(1, 0, 1).nodes[0] == .5);
  const QuadratureRule circle = periodic_rule(8, 2 * std::numbers::pi);
  expect_rule(circle, 8);
  for (Index k = 0; k <= 8; ++k) {  // mode 8 is an alias of the constant
    const auto mode = (static_cast<double>(k) * circle.nodes.array()).cos();
    CHECK(std::abs(circle.weights.dot(mode.matrix()) - (k % 8 == 0 ? 1 : 0)) <= 1e-14);
  }
  CHECK(periodic_rule(1, 5).nodes[0] == 0);
}

TEST_CASE("rules on intervals refuse empty or infinite intervals and too few nodes") {
  expect_refusal([] { (void)trapezoid_rule(1, 0, 1); },
                 {"trapezoid_rule: n must be >= 2; received 1"});
  expect_refusal([] { (void)midpoint_rule(0, 0, 1); }, {"midpoint_rule: n must be >= 1"});
  expect_refusal([] { (void)periodic_rule(0, 1); }, {"periodic_rule: n must be >= 1"});
  const double ends[][2] =
      {{1, 1}, {2, 1}, {not_a_number, 1}, {0, not_a_number}, {0, infinity}, {-infinity, 0}};
  for (const auto& [low, high] : ends) {
    expect_refusal([=] { (void)trapezoid_rule(5, low, high); },
                   {"trapezoid_rule: low < high must hold"});
    expect_refusal([=] { (void)midpoint_rule(5, low, high); },
                   {"midpoint_rule: low < high must hold"});
  }
  for (const double period : {0.0, -1.0, not_a_number, infinity}) {
    expect_refusal([=] { (void)periodic_rule(5, period); },
                   {"periodic_rule: low < high must hold"});
  }
}
