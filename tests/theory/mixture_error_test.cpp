#include "theory/mixture_error.hpp"

#include "support/expect.hpp"
#include "theory/tools.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using namespace eigenviews::theory::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using eigenviews::test::expect_refusal;

TEST_CASE("the error of the plain estimate of TT*, by enumeration of two draws") {
  // A finite view space: r_i(a) = p(a|x_i) / (N rho_A(a)).
  constexpr Index n = 3;
  const MatrixXd p = random_channel(n, 5, 2);
  const VectorXd rho_a = p.colwise().mean();
  const MatrixXd r = p * (3 * rho_a).cwiseInverse().asDiagonal();  // columns r(a)
  const MatrixXd b = 3 * r * rho_a.asDiagonal() * r.transpose();
  const double fourth = rho_a.dot(r.colwise().squaredNorm().cwiseAbs2().transpose());
  const auto estimate = [&](Index a) -> MatrixXd { return 3 * r.col(a) * r.col(a).transpose(); };
  double one = 0;
  double two = 0;
  for (Index a = 0; a < 5; ++a) {
    one += rho_a[a] * (estimate(a) - b).squaredNorm();
    for (Index c = 0; c < 5; ++c) {
      two += rho_a[a] * rho_a[c] * ((estimate(a) + estimate(c)) / 2 - b).squaredNorm();
    }
  }
  CHECK(b.rowwise().sum().maxCoeff() == Approx(1).epsilon(1e-14));
  CHECK(plain_mixture_error(n, fourth, b.squaredNorm(), 1) == Approx(one).epsilon(1e-12));
  CHECK(plain_mixture_error(n, fourth, b.squaredNorm(), 2) == Approx(two).epsilon(1e-12));
  CHECK(plain_mixture_error(n, fourth, b.squaredNorm(), 100) <= 9 / 100.);
}

TEST_CASE("the error of the plain estimate refuses moments out of range") {
  const double nan = std::nan("");
  expect_refusal([] { (void)plain_mixture_error(0, 1, 1, 1); }, {"originals must be at least 1"});
  expect_refusal([] { (void)plain_mixture_error(2, 1, 1, 0); }, {"draws must be at least 1"});
  expect_refusal([] { (void)plain_mixture_error(2, 1.1, 1, 1); }, {"E |r|^4", "[0.25, 1]", "1.1"});
  expect_refusal([] { (void)plain_mixture_error(2, .2, 1, 1); }, {"E |r|^4"});
  expect_refusal([&] { (void)plain_mixture_error(2, nan, 1, 1); }, {"E |r|^4"});
  expect_refusal([] { (void)plain_mixture_error(2, .5, 2.1, 1); }, {"|B|^2", "[1, 2]"});
  expect_refusal([] { (void)plain_mixture_error(2, .5, .9, 1); }, {"|B|^2"});
}
