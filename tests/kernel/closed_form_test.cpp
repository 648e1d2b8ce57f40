#include "kernel/closed_form.hpp"

#include <cmath>
#include <numbers>

#include "closed_form_levels.hpp"

using namespace eigenviews;
using namespace eigenviews::kernel;
using namespace eigenviews::kernel::closed_form;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_levels;
using test::states;
using test::tight;

namespace {

constexpr double pi = std::numbers::pi;

}  // namespace

TEST_CASE("expand writes multiplicities out and stops at the count or at the last level") {
  const Levels levels{{1, 1}, {0.5, 3}, {0.25, 2}};
  expect_close(expand(levels, 6), (VectorXd(6) << 1, .5, .5, .5, .25, .25).finished(), 0);
  expect_close(expand(levels, 3), Eigen::Vector3d(1, .5, .5), 0);
  CHECK(expand(levels, 100).size() == 6);
  CHECK(expand(levels, 0).size() == 0);
  CHECK(expand({}, 4).size() == 0);
  const Index huge = Index{1} << 62;  // three of them overflow an Index
  CHECK(expand({{1, huge}, {.5, huge}, {.25, huge}}, 5).size() == 5);
}

TEST_CASE("merged sorts levels and joins those equal up to rounding, and no others") {
  expect_levels(merged({{0.2, 1}, {1, 1}, {0.2, 2}}), {{1, 1}, {0.2, 3}}, 0);
  const double near = 1 - relative_tolerance / 2;
  const double far = 1 - relative_tolerance * 2;
  CHECK(merged({{1, 1}, {near, 1}}).size() == 1);
  CHECK(merged({{1, 1}, {far, 1}}).size() == 2);
  // Relative: small levels are told apart as well as large ones.
  CHECK(merged({{1e-200, 1}, {1e-200 * near, 1}}).size() == 1);
  CHECK(merged({{1e-200, 1}, {1e-200 * far, 1}}).size() == 2);
  // Absolute where asked for: 1e-17 and 0 are one level of a rounded sum.
  CHECK(merged({{1e-17, 1}, {0, 1}}).size() == 2);
  CHECK(merged({{1e-17, 1}, {0, 1}}, 1e-16).size() == 1);
  CHECK(merged({}).empty());
}

TEST_CASE("a chain of near levels is not one level: each is compared with the largest") {
  const double step = 0.6 * relative_tolerance;
  expect_levels(merged({{1, 1}, {1 - step, 1}, {1 - 2 * step, 1}}), {{1, 2}, {1 - 2 * step, 1}}, 0);
}

TEST_CASE("row i-a: powers of |r|, and the trace of T*T is 1/(1-r^2)") {
  expect_levels(ornstein_uhlenbeck(-0.5, 4), {{1, 1}, {.5, 1}, {.25, 1}, {.125, 1}}, 0);
  double trace = 0;  // check_05_toys.py, "Mehler trace": r^2 = .81
  for (const Level& level : ornstein_uhlenbeck(0.9, 500)) trace += level.sigma * level.sigma;
  CHECK(std::abs(trace - 1 / (1 - 0.81)) <= 1e-12);
}

TEST_CASE("row i-b: sigma_n = (1+s^2)^(-n/2)") {
  expect_levels(additive_gaussian(std::sqrt(3.0), 4), {{1, 1}, {.5, 1}, {.25, 1}, {.125, 1}});
  CHECK(additive_gaussian(1e200, 2)[1].sigma == 0);  // s^2 overflows
}

TEST_CASE("row i-c: degree n in D equal dimensions has multiplicity C(n+D-1, D-1)") {
  expect_levels(isotropic_gaussian(0.5, 1, 3), {{1, 1}, {.5, 1}, {.25, 1}}, 0);
  expect_levels(isotropic_gaussian(-0.5, 3, 4), {{1, 1}, {.5, 3}, {.25, 6}, {.125, 10}}, 0);
  // 16 choose 15 and 17 choose 15
  expect_levels(isotropic_gaussian(0.5, 16, 3), {{1, 1}, {.5, 16}, {.25, 136}}, 0);
}

TEST_CASE("row i-c: products of correlations, listed in descending order with equal ones joined") {
  // .5, .25: .25 is .5^2 and .25, .125 is .5^3 and .5 .25, .0625 is .5^4, .5^2 .25 and .25^2.
  expect_levels(gaussian(Eigen::Vector2d(.5, .25), 5),
                {{1, 1}, {.5, 1}, {.25, 2}, {.125, 2}, {.0625, 3}},
                0);
  expect_levels(gaussian(Eigen::Vector2d(.9, .2), 5),
                {{1, 1}, {.9, 1}, {.81, 1}, {.729, 1}, {.6561, 1}});
  // Equal correlations give the isotropic row; .7 is no power of 2, so products are rounded.
  expect_levels(gaussian(Eigen::Vector3d(.7, .7, .7), 9), isotropic_gaussian(0.7, 3, 9));
}

TEST_CASE("products below the smallest normal double end the list instead of running for ever") {
  const Levels levels = gaussian(Eigen::Vector2d(1e-300, 1e-200), 50);
  expect_levels(levels, {{1, 1}, {1e-200, 1}, {1e-300, 1}}, 0);
}

TEST_CASE(
    "canonical correlations are the square roots of the eigenvalues of Sigma (Sigma+Gamma)^-1") {
  Eigen::Matrix2d sigma;
  Eigen::Matrix2d gamma;
  sigma << 2, .6, .6, .7;
  gamma << .5, -.1, -.1, .3;
  // check_05_toys.py, "anisotropic Gaussian": 13/15 and 8/15, by hand from
  // det(sigma - s (sigma + gamma)) = 2.25 s^2 - 3.15 s + 1.04.
  const VectorXd r = canonical_correlations(sigma, gamma);
  expect_close(r.cwiseAbs2(), Eigen::Vector2d(13.0 / 15, 8.0 / 15), tight);
  // No noise at all: every function is seen exactly. One noisy direction: r^2 = 1/(1+1).
  expect_close(canonical_correlations(sigma, Eigen::Matrix2d::Zero()),
               Eigen::Vector2d::Ones(),
               tight);
  const Eigen::Matrix2d one = Eigen::Vector2d(0, 1).asDiagonal();
  expect_close(canonical_correlations(Eigen::Matrix2d::Identity(), one),
               Eigen::Vector2d(1, std::sqrt(.5)),
               tight);
  // Invariant under a change of coordinates.
  Eigen::Matrix2d m;
  m << 3, 1, -2, .5;
  expect_close(canonical_correlations(m * sigma * m.transpose(), m * gamma * m.transpose()),
               r,
               1e-13);
}

TEST_CASE("rows iv-a and iv-b: bits") {
  expect_levels(bit_flip(4, 0.15), {{1, 1}, {.7, 4}, {.49, 6}, {.343, 4}, {.2401, 1}});
  expect_levels(bit_flip(4, 0.85), bit_flip(4, 0.15));  // flipping almost always is as good
  expect_levels(bit_flip(3, 0.5), {{1, 1}, {0, 7}}, 0);
  expect_levels(bit_flip(3, 0), {{1, 8}}, 0);
  expect_levels(bit_flip(3, 1), {{1, 8}}, 0);
  expect_levels(erasure(2, 0.75), {{1, 1}, {.5, 2}, {.25, 1}}, 0);
  expect_levels(erasure(3, 0), {{1, 8}}, 0);
  expect_levels(erasure(3, 1), {{1, 1}, {0, 7}}, 0);
  CHECK(states(bit_flip(40, 0.1)) == Index{1} << 40);
  CHECK(bit_flip(56, 0.1)[28].multiplicity == 7648690600760440);  // C(56, 28), exactly
}

TEST_CASE("row vi-a: a uniform window on Z_n") {
  // check_05_toys.py, "Z_n uniform window", n = 12, w = 5; by hand, sin 75 / (5 sin 15) degrees =
  // (2 + sqrt 3) / 5, and where 5k and k have the same sine up to sign, 1/5.
  const double near = (2 + std::sqrt(3.0)) / 5;
  const double far = (2 - std::sqrt(3.0)) / 5;
  const double expected[] = {1, near, .2, .2, .2, far, .2, far, .2, .2, .2, near};
  for (Index k = 0; k < 12; ++k) CHECK(std::abs(uniform_window(k, 12, 5) - expected[k]) <= tight);
  CHECK(uniform_window(-1, 12, 5) == uniform_window(23, 12, 5));
  expect_levels(uniform_window(12, 5), {{1, 1}, {near, 2}, {.2, 7}, {far, 2}});
  CHECK(uniform_window(3, 12, 4) == 0);  // exactly, where n divides k w
  expect_levels(uniform_window(6, 6), {{1, 1}, {0, 5}}, 0);
  expect_levels(uniform_window(6, 1), {{1, 6}});
}

TEST_CASE("row vi-a: any weights, by their Fourier coefficients") {
  VectorXd window = VectorXd::Zero(12);
  window.head(5).setConstant(0.2);
  expect_levels(cyclic(window), uniform_window(12, 5));
  // q = (1/2, 1/4, 1/4) on Z_3: qhat(1) = 1/2 - 1/4; on Z_4, (1/2, 1/2, 0, 0): (1 + i^k) / 2.
  expect_levels(cyclic(Eigen::Vector3d(.5, .25, .25)), {{1, 1}, {.25, 2}});
  expect_levels(cyclic(Eigen::Vector4d(.5, .5, 0, 0)), {{1, 1}, {std::sqrt(.5), 2}, {0, 1}});
  const auto coefficients = cyclic_coefficients(Eigen::Vector4d(.5, .5, 0, 0));
  CHECK(std::abs(coefficients[1] - std::complex<double>(.5, .5)) <= tight);  // + in the exponent
  CHECK(std::abs(coefficients[3] - std::complex<double>(.5, -.5)) <= tight);
  // A shift does not change a level; all of them are 1.
  expect_levels(cyclic((VectorXd(5) << 0, 1, 0, 0, 0).finished()), {{1, 5}});
  // Theory, section 2b, the 5-cycle: sigma^2 = 1, .6545 twice, .0955 twice.
  expect_levels(cyclic((VectorXd(5) << 0, .5, .5, 0, 0).finished()),
                {{1, 1}, {std::cos(pi / 5), 2}, {std::cos(2 * pi / 5), 2}});
}

TEST_CASE("row vi-b: class functions on S_3, and Z_3 by its characters") {
  // check_05_toys.py, "S_3 class function": 1, 1/2 four times, 0
  const CharacterTable s3 = symmetric_group_3();
  expect_levels(class_function(s3, Eigen::Vector3d(.5, .5 / 3, 0)), {{1, 1}, {.5, 4}, {0, 1}});
  // The two cycles: characters 1, -1/2 of dimension 2, 1.
  expect_levels(class_function(s3, Eigen::Vector3d(0, 0, .5)), {{1, 2}, {.5, 4}});
  expect_levels(class_function(s3, Eigen::Vector3d(1, 0, 0)), {{1, 6}});
  expect_levels(class_function(s3, Eigen::Vector3d::Constant(1.0 / 6)), {{1, 1}, {0, 5}});
  // Rows of the table are orthogonal: sum_c size_c chi chi'* = order delta.
  const Eigen::Vector3d sizes(1, 3, 2);
  const Eigen::MatrixXcd gram = s3.characters * sizes.asDiagonal() * s3.characters.adjoint();
  expect_close(gram.real(), 6 * Eigen::Matrix3d::Identity(), 0);

  const std::complex<double> w = std::polar(1.0, 2 * pi / 3);
  CharacterTable z3{{1, 1, 1}, Eigen::MatrixXcd(3, 3)};
  z3.characters << 1, 1, 1, 1, w, w * w, 1, w * w, w;
  const Eigen::Vector3d q(.5, .3, .2);
  expect_levels(class_function(z3, q), cyclic(q));
}

TEST_CASE("row vii-a: Beta and binomial") {
  // check_05_toys.py, "Beta-binomial": alpha = 1.7, beta = .8, N = 6, squares of sigma
  const double squares[] = {1.0,
                            0.705882352941178,
                            0.3715170278637784,
                            0.14153029632905803,
                            0.036920946868449905,
                            0.005907351498951994,
                            0.00043758159251496026};
  const Levels levels = beta_binomial(1.7, 0.8, 6);
  REQUIRE(levels.size() == 7);
  for (std::size_t n = 0; n < 7; ++n) {
    CHECK(std::abs(levels[n].sigma * levels[n].sigma - squares[n]) <= tight);
    CHECK(levels[n].multiplicity == 1);
  }
  // One coin, uniform prior: sigma_1^2 = 1 / (alpha + beta + 1) = 1/3.
  expect_levels(beta_binomial(1, 1, 1), {{1, 1}, {std::sqrt(1.0 / 3), 1}});
}

TEST_CASE("row vii-b: Gamma and Poisson") {
  expect_levels(gamma_poisson(3, 4), {{1, 1}, {.5, 1}, {.25, 1}, {.125, 1}}, 0);
  CHECK(gamma_poisson(1e300, 3)[2].sigma >= 0);
}

TEST_CASE("row viii: blocks of any sizes") {
  // check_05_toys.py, "clusters": delta + (1-delta)(1-eps) = .3 + .7 .8
  expect_levels(blocks(16, 4, .3, .2), {{1, 1}, {.86, 3}, {.3, 12}});
  expect_levels(blocks(5, 1, .3, .2), {{1, 1}, {.3, 4}}, 0);
  expect_levels(blocks(3, 3, .3, .2), {{1, 1}, {.86, 2}});
  expect_levels(blocks(1, 1, .3, .2), {{1, 1}}, 0);
  expect_levels(blocks(7, 3, 1, .2), {{1, 7}}, 0);          // no noise
  expect_levels(blocks(7, 3, .25, 1), {{1, 1}, {.25, 6}});  // blocks forgotten
  expect_levels(blocks(7, 3, 0, 0), {{1, 3}, {0, 4}}, 0);   // three components
}
