#include "kernel/orthogonal_polynomials.hpp"

#include <cmath>
#include <limits>

#include "kernel/quadrature.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::kernel;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

void expect_orthonormal(const MatrixXd& p, const VectorXd& weights, double tolerance) {
  expect_close(p.transpose() * weights.asDiagonal() * p,
               MatrixXd::Identity(p.cols(), p.cols()),
               tolerance);
}

// C(N, a) B(alpha+a, beta+N-a) / B(alpha, beta), by the ratio of neighbours.
VectorXd beta_binomial_weights(Index trials, double alpha, double beta) {
  VectorXd rho(trials + 1);
  const double count = static_cast<double>(trials);
  for (Index a = 0; a <= trials; ++a) {
    const double x = static_cast<double>(a);
    rho[a] = std::exp(std::lgamma(count + 1) - std::lgamma(x + 1) - std::lgamma(count - x + 1) +
                      std::lgamma(alpha + x) + std::lgamma(beta + count - x) -
                      std::lgamma(alpha + beta + count) + std::lgamma(alpha + beta) -
                      std::lgamma(alpha) - std::lgamma(beta));
  }
  return rho;
}

VectorXd negative_binomial_weights(Index points, double alpha, double c) {
  VectorXd rho(points);
  rho[0] = std::pow(1 - c, alpha);
  for (Index a = 1; a < points; ++a) {
    rho[a] = rho[a - 1] * c * (alpha + static_cast<double>(a - 1)) / static_cast<double>(a);
  }
  return rho;
}

}  // namespace

TEST_CASE("the first polynomials are the ones of the textbook") {
  const Eigen::Vector3d x(-0.3, 0.7, 0.9);
  const auto t = x.array();
  const MatrixXd hermite = orthonormal_polynomials(hermite_recurrence(4), x);
  expect_close(hermite.col(0), Eigen::Vector3d::Ones(), 0);
  expect_close(hermite.col(1), x, 0);
  expect_close(hermite.col(2), ((t.square() - 1) / std::sqrt(2.0)).matrix(), 1e-15);
  expect_close(hermite.col(3), ((t.cube() - 3 * t) / std::sqrt(6.0)).matrix(), 1e-15);
  const MatrixXd legendre = orthonormal_polynomials(jacobi_recurrence(3, 0, 0), x);
  expect_close(legendre.col(1), std::sqrt(3.0) * x, 1e-15);
  expect_close(legendre.col(2), (std::sqrt(5.0) * (3 * t.square() - 1) / 2).matrix(), 1e-15);
  // -L_1 = x - 1; L_2 = (x^2 - 4x + 2) / 2 for alpha = 0.
  const MatrixXd laguerre = orthonormal_polynomials(laguerre_recurrence(3, 0), x);
  expect_close(laguerre.col(1), (t - 1).matrix(), 1e-15);
  expect_close(laguerre.col(2), ((t.square() - 4 * t + 2) / 2).matrix(), 1e-15);
  // alpha + beta = -1 and 0, where factors cancel: Chebyshev, sqrt(2) cos(k arccos x), and second
  // kind.
  const MatrixXd first = orthonormal_polynomials(jacobi_recurrence(6, -.5, -.5), x);
  const MatrixXd second = orthonormal_polynomials(jacobi_recurrence(6, .5, .5), x);
  for (Index k = 1; k < 6; ++k) {
    const double degree = static_cast<double>(k);
    expect_close(first.col(k), (std::sqrt(2.0) * (degree * t.acos()).cos()).matrix(), 1e-14);
    expect_close(second.col(k), (((degree + 1) * t.acos()).sin() / t.acos().sin()).matrix(), 1e-14);
  }
  CHECK(orthonormal_polynomials(hermite_recurrence(1), x).cols() == 1);
  CHECK(orthonormal_polynomials(hermite_recurrence(3), VectorXd()).rows() == 0);
}

TEST_CASE("continuous families are orthonormal in their measures") {
  const auto check = [](const Recurrence& recurrence) {
    const Index degrees = recurrence.diagonal.size() / 2;
    const QuadratureRule rule = gauss_rule(recurrence);
    const Recurrence first{recurrence.diagonal.head(degrees),
                           recurrence.off_diagonal.head(degrees - 1)};
    expect_orthonormal(orthonormal_polynomials(first, rule.nodes), rule.weights, 1e-11);
  };
  check(hermite_recurrence(80));
  check(laguerre_recurrence(60, 1.3));
  check(laguerre_recurrence(60, -.9));
  for (const double alpha : {-.9, -.5, 0., .5, 9.}) {
    for (const double beta : {-.9, .1, .5, 30.}) check(jacobi_recurrence(90, alpha, beta));
  }
}

TEST_CASE("Hermite functions of high degree agree with a value from SciPy") {
  // check_05_toys.py, "He_n/sqrt(n!)": scipy.special.eval_hermite(11, .7/sqrt 2) / sqrt(2^11 11!)
  const MatrixXd p = orthonormal_polynomials(hermite_recurrence(12), VectorXd::Constant(1, .7));
  // He_11(x) = x^11 - 55 x^9 + 990 x^7 - 6930 x^5 + 17325 x^3 - 10395 x
  const double x = .7;
  const double he =
      (((((x * x - 55) * x * x + 990) * x * x - 6930) * x * x + 17325) * x * x - 10395) * x;
  CHECK(std::abs(p(0, 11) - he / std::sqrt(39916800.0)) <= 1e-13);
}

TEST_CASE("Hahn polynomials of one and two trials by hand") {
  // One trial: rho = (beta, alpha) / (alpha + beta), p_1 = (-sqrt(rho_1/rho_0), sqrt(rho_0/rho_1)).
  const MatrixXd p = hahn_polynomials(1, 3, 1);
  Eigen::Matrix2d expected;
  expected << 1, -std::sqrt(3.0), 1, std::sqrt(1.0 / 3);
  expect_close(p, expected, 1e-15);
  // Uniform on {0, 1, 2}: discrete Legendre.
  Eigen::Matrix3d uniform;
  uniform << 1, -std::sqrt(1.5), std::sqrt(.5), 1, 0, -std::sqrt(2.0), 1, std::sqrt(1.5),
      std::sqrt(.5);
  expect_close(hahn_polynomials(2, 1, 1), uniform, 1e-15);
}

TEST_CASE("Hahn polynomials are orthonormal in the beta-binomial distribution up to degree N") {
  const double parameters[][2] =
      {{1, 1}, {.5, .5}, {1.7, .8}, {.1, .1}, {3, 10}, {50, 50}, {50, .1}};
  for (const auto& [alpha, beta] : parameters) {
    for (const Index trials : {1, 2, 6, 20, 60, 200}) {
      INFO("alpha " << alpha << ", beta " << beta << ", N " << trials);
      const MatrixXd p = hahn_polynomials(trials, alpha, beta);
      expect_orthonormal(p, beta_binomial_weights(trials, alpha, beta), 1e-11);
      CHECK(p.col(0).isOnes(1e-11));
      CHECK((p.row(trials).array() > 0).all());  // leading coefficients are positive
    }
  }
}

TEST_CASE("Hahn polynomial k is a polynomial of degree k in a") {
  const MatrixXd p = hahn_polynomials(9, 1.7, .8);
  for (Index k = 0; k <= 9; ++k) {
    VectorXd differences = p.col(k);
    for (Index order = 0; order <= k; ++order) {
      if (order == k) {  // the k-th differences are one positive constant
        CHECK(differences.minCoeff() > 0);
        CHECK(differences.maxCoeff() - differences.minCoeff() <= 1e-10 * differences.maxCoeff());
      }
      differences =
          (differences.tail(differences.size() - 1) - differences.head(differences.size() - 1))
              .eval();
    }
  }
}

TEST_CASE("Meixner polynomials of low degree by hand") {
  // Geometric distribution (alpha = 1): mean c/(1-c), variance c/(1-c)^2; c = 1/4.
  const MatrixXd p = meixner_polynomials(5, 2, 1, .25);
  const VectorXd a = VectorXd::LinSpaced(5, 0, 4);
  expect_close(p.col(0), VectorXd::Ones(5), 0);
  expect_close(p.col(1), ((a.array() - 1.0 / 3) * 1.5).matrix(), 1e-15);
}

TEST_CASE("Meixner polynomials are orthonormal in the negative binomial distribution") {
  for (const double alpha : {.1, 1., 2.3, 50.}) {
    for (const double c : {.05, .3, .625, .8}) {
      INFO("alpha " << alpha << ", c " << c);
      const MatrixXd p = meixner_polynomials(1500, 24, alpha, c);
      expect_orthonormal(p, negative_binomial_weights(1500, alpha, c), 1e-11);
      CHECK((p.row(1499).array() > 0).all());
    }
  }
  CHECK(meixner_polynomials(1, 1, 2, .5).isOnes(0));
}

TEST_CASE("Meixner polynomials satisfy their three-term recurrence") {
  const double alpha = 2.3;
  const double c = .625;
  const Index points = 60;
  const MatrixXd p = meixner_polynomials(points, 12, alpha, c);
  const VectorXd a = VectorXd::LinSpaced(points, 0, static_cast<double>(points - 1));
  const auto b = [&](double k) { return std::sqrt(k * (k + alpha - 1) * c) / (1 - c); };
  for (Index k = 1; k + 1 < 12; ++k) {
    const double degree = static_cast<double>(k);
    const VectorXd right = b(degree + 1) * p.col(k + 1) +
                           (degree + (degree + alpha) * c) / (1 - c) * p.col(k) +
                           b(degree) * p.col(k - 1);
    const VectorXd left = a.cwiseProduct(p.col(k));
    CHECK(((left - right).cwiseAbs().array() <= 1e-12 * (1 + left.cwiseAbs().array())).all());
  }
}

TEST_CASE("polynomial families refuse parameters out of range") {
  expect_refusal([] { (void)hermite_recurrence(0); },
                 {"hermite_recurrence: the number of polynomials must be >= 1; received 0"});
  expect_refusal([] { (void)jacobi_recurrence(0, 1, 1); }, {"jacobi_recurrence: the number"});
  expect_refusal([] { (void)laguerre_recurrence(-3, 1); }, {"laguerre_recurrence: the number"});
  expect_refusal([] { (void)hahn_polynomials(0, 1, 1); },
                 {"hahn_polynomials: trials must be >= 1"});
  expect_refusal([] { (void)meixner_polynomials(3, 0, 1, .5); },
                 {"meixner_polynomials: the number"});
  expect_refusal([] { (void)meixner_polynomials(3, 4, 1, .5); },
                 {"points must be >= n; received 3"});
  for (const double bad : {0., -1., not_a_number, infinity}) {
    expect_refusal([=] { (void)hahn_polynomials(3, bad, 1); },
                   {"hahn_polynomials: alpha must be > 0"});
    expect_refusal([=] { (void)hahn_polynomials(3, 1, bad); },
                   {"hahn_polynomials: beta must be > 0"});
    expect_refusal([=] { (void)meixner_polynomials(3, 2, bad, .5); },
                   {"alpha must be > 0 and finite"});
  }
  for (const double bad : {0., 1., -1., not_a_number}) {
    expect_refusal([=] { (void)meixner_polynomials(3, 2, 1, bad); }, {"c must be in (0, 1)"});
  }
  expect_refusal([] { (void)orthonormal_polynomials({}, VectorXd::Ones(3)); },
                 {"orthonormal_polynomials: n >= 1 diagonal", "received 0 and 0"});
  expect_refusal(
      [] {
        (void)orthonormal_polynomials({VectorXd::Zero(2), VectorXd::Zero(1)}, VectorXd::Ones(3));
      },
      {"orthonormal_polynomials: b_1 must be > 0 and finite; received 0"});
}
