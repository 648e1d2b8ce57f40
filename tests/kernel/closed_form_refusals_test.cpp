#include <cmath>
#include <limits>

#include "kernel/closed_form.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::kernel;
using namespace eigenviews::kernel::closed_form;
using Eigen::Matrix2d;
using Eigen::VectorXd;
using test::expect_refusal;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// `call` refuses each value with a line that holds `parts`.
template <class Call>
void refuses_all(const std::vector<double>& values,
                 Call&& call,
                 std::initializer_list<std::string_view> parts) {
  for (const double value : values) {
    INFO("value " << value);
    expect_refusal([&] { (void)call(value); }, parts);
  }
}

const std::vector<double> not_positive{0, -1, not_a_number, infinity, -infinity};
const std::vector<double> not_probability{-1e-9, 1 + 1e-9, not_a_number, infinity};

}  // namespace

TEST_CASE("closed forms refuse parameters that are not positive and finite") {
  refuses_all(not_positive,
              [](double s) { return additive_gaussian(s, 3); },
              {"additive_gaussian: s must be > 0 and finite; received"});
  refuses_all(not_positive,
              [](double s) { return wrapped_normal_circle(s, 3); },
              {"wrapped_normal_circle: s must be > 0"});
  refuses_all(not_positive, [](double s) { return torus(2, s, 3); }, {"torus: s must be > 0"});
  refuses_all(not_positive,
              [](double s) { return reflecting_interval(s, 3); },
              {"reflecting_interval: s must be > 0"});
  refuses_all(not_positive,
              [](double s) { return wrapped_normal_grid(1, 5, s); },
              {"wrapped_normal_grid: s must be > 0"});
  refuses_all(not_positive,
              [](double kappa) { return von_mises_grid(1, 5, kappa); },
              {"von_mises_grid: kappa must be > 0"});
  refuses_all({1.1e12, 1e300},
              [](double kappa) { return von_mises_grid(1, 5, kappa); },
              {"von_mises_grid: kappa must be in [0, 1000000000000]"});
  refuses_all(not_positive,
              [](double kappa) { return bessel_ratios(0, kappa, 5); },
              {"bessel_ratios: kappa must be > 0"});
  refuses_all({-1e-9, not_a_number, infinity},
              [](double nu) { return bessel_ratios(nu, 1, 5); },
              {"bessel_ratios: nu must be >= 0 and finite"});
  refuses_all(not_positive,
              [](double kappa) { return von_mises_circle(kappa, 3); },
              {"kappa must be > 0"});
  refuses_all(not_positive,
              [](double kappa) { return von_mises_fisher(3, kappa, 3); },
              {"kappa must be > 0"});
  refuses_all(not_positive,
              [](double t) { return heat_sphere(t, 3); },
              {"heat_sphere: t must be > 0"});
  refuses_all(not_positive,
              [](double alpha) { return beta_binomial(alpha, 1, 3); },
              {"beta_binomial: alpha must be > 0"});
  refuses_all(not_positive,
              [](double beta) { return beta_binomial(1, beta, 3); },
              {"beta_binomial: beta must be > 0"});
  refuses_all(not_positive,
              [](double lambda) { return gamma_poisson(lambda, 3); },
              {"gamma_poisson: lambda must be > 0"});
}

TEST_CASE("closed forms refuse correlations and probabilities out of range") {
  refuses_all({0, 1, -1, 1.5, not_a_number, infinity},
              [](double r) { return ornstein_uhlenbeck(r, 3); },
              {"ornstein_uhlenbeck: 0 < |r| < 1 must hold"});
  refuses_all({0, 1, not_a_number},
              [](double r) { return isotropic_gaussian(r, 2, 3); },
              {"0 < |r| < 1"});
  refuses_all({0, 1, -.5, not_a_number},
              [](double r) { return gaussian(Eigen::Vector2d(.5, r), 3); },
              {"gaussian: correlations must be in (0, 1)"});
  refuses_all(not_probability,
              [](double p) { return bit_flip(3, p); },
              {"bit_flip: p must be in [0, 1]"});
  refuses_all(not_probability,
              [](double p) { return erasure(3, p); },
              {"erasure: p must be in [0, 1]"});
  refuses_all(not_probability,
              [](double delta) { return blocks(4, 2, delta, .5); },
              {"blocks: delta must be in [0, 1]"});
  refuses_all(not_probability,
              [](double eps) { return blocks(4, 2, .5, eps); },
              {"blocks: eps must be in [0, 1]"});
}

TEST_CASE("closed forms refuse counts that are too small") {
  const auto no_levels = [](auto&& call) {
    expect_refusal([&] { (void)call(0); }, {"levels must be >= 1; received 0"});
    expect_refusal([&] { (void)call(-2); }, {"levels must be >= 1; received -2"});
  };
  no_levels([](Index n) { return ornstein_uhlenbeck(.5, n); });
  no_levels([](Index n) { return additive_gaussian(.5, n); });
  no_levels([](Index n) { return isotropic_gaussian(.5, 2, n); });
  no_levels([](Index n) { return gaussian(Eigen::Vector2d(.5, .5), n); });
  no_levels([](Index n) { return wrapped_normal_circle(.5, n); });
  no_levels([](Index n) { return von_mises_circle(.5, n); });
  no_levels([](Index n) { return torus(2, .5, n); });
  no_levels([](Index n) { return reflecting_interval(.5, n); });
  no_levels([](Index n) { return von_mises_fisher(3, .5, n); });
  no_levels([](Index n) { return heat_sphere(.5, n); });
  no_levels([](Index n) { return gamma_poisson(.5, n); });
  expect_refusal([] { (void)expand({{1, 1}}, -1); }, {"expand: count must be >= 0; received -1"});
  expect_refusal([] { (void)isotropic_gaussian(.5, 0, 3); }, {"dim must be >= 1; received 0"});
  expect_refusal([] { (void)gaussian(VectorXd(), 3); }, {"number of correlations must be >= 1"});
  expect_refusal([] { (void)torus(0, .5, 3); }, {"torus: dim must be >= 1"});
  expect_refusal([] { (void)sums_of_squares(0, 3); }, {"sums_of_squares: dim must be >= 1"});
  expect_refusal([] { (void)sums_of_squares(2, -1); }, {"sums_of_squares: last must be >= 0"});
  expect_refusal([] { (void)wrapped_normal_grid(1, 0, .5); },
                 {"wrapped_normal_grid: q must be >= 1"});
  expect_refusal([] { (void)von_mises_grid(1, 0, .5); }, {"von_mises_grid: q must be >= 1"});
  expect_refusal([] { (void)bessel_ratios(0, 1, 0); }, {"bessel_ratios: count must be >= 1"});
  expect_refusal([] { (void)sphere_multiplicity(1, 2); },
                 {"sphere_multiplicity: dim must be >= 2"});
  expect_refusal([] { (void)sphere_multiplicity(3, -1); }, {"degree must be >= 0"});
  expect_refusal([] { (void)von_mises_fisher(1, .5, 3); }, {"von_mises_fisher: dim must be >= 2"});
  expect_refusal([] { (void)bit_flip(0, .5); }, {"bit_flip: bits must be >= 1"});
  expect_refusal([] { (void)erasure(0, .5); }, {"erasure: bits must be >= 1"});
  expect_refusal([] { (void)beta_binomial(1, 1, 0); }, {"beta_binomial: trials must be >= 1"});
  expect_refusal([] { (void)blocks(3, 0, .5, .5); }, {"blocks: blocks must be >= 1"});
  expect_refusal([] { (void)blocks(3, 4, .5, .5); }, {"blocks: points must be >= 4; received 3"});
}

TEST_CASE("merged refuses a NaN, which would be equal to all levels and to none") {
  refuses_all({not_a_number, infinity, -1e-300},
              [](double sigma) {
                return merged({{.5, 1}, {sigma, 1}});
              },
              {"merged: sigma must be >= 0 and finite"});
}

TEST_CASE("multiplicities that doubles cannot count are refused and not wrapped") {
  constexpr auto rule = "multiplicities must be below 2^53";
  expect_refusal([] { (void)bit_flip(60, .1); }, {rule, "ask for fewer levels"});
  expect_refusal([] { (void)erasure(2000, .1); }, {rule});
  expect_refusal([] { (void)bit_flip((Index{1} << 32) + 2, .1); }, {rule});  // 2 as 32 bits
  expect_refusal([] { (void)isotropic_gaussian(.5, 1000, 20); }, {rule});
  expect_refusal([] { (void)von_mises_fisher(200, 1, 40); }, {rule});
  expect_refusal([] { (void)torus(100, .1, 30); }, {rule});
}

TEST_CASE("cyclic closed forms refuse weights that are no probability and windows out of range") {
  expect_refusal([] { (void)cyclic(VectorXd()); }, {"cyclic_coefficients: n must be >= 1"});
  expect_refusal([] { (void)cyclic(Eigen::Vector2d(1.5, -.5)); },
                 {"q must be >= 0; received -0.5"});
  expect_refusal([] { (void)cyclic(Eigen::Vector2d(.5, .6)); }, {"q must sum to 1; received 1.1"});
  expect_refusal([] { (void)cyclic(Eigen::Vector2d(not_a_number, 1)); },
                 {"q must be >= 0; received nan"});
  expect_refusal([] { (void)cyclic(Eigen::Vector2d(infinity, 1)); }, {"q must sum to 1"});
  expect_refusal([] { (void)uniform_window(1, 0, 1); }, {"uniform_window: n must be >= 1"});
  expect_refusal([] { (void)uniform_window(0, 1); }, {"uniform_window: n must be >= 1"});
  expect_refusal([] { (void)uniform_window(1, 5, 0); }, {"w must be in [1, 5]; received 0"});
  expect_refusal([] { (void)uniform_window(5, 6); }, {"w must be in [1, 5]; received 6"});
}

TEST_CASE("class functions refuse tables that do not fit and weights that are no probability") {
  const CharacterTable s3 = symmetric_group_3();
  expect_refusal([&] { (void)class_function(s3, Eigen::Vector2d(.5, .5)); },
                 {"must be equal in number; received 3, 2, 3, 3"});
  expect_refusal([] { (void)class_function({}, VectorXd()); }, {"received 0, 0, 0, 0"});
  // q is the probability of one element, not of a class: 1/3 each sums to 2.
  expect_refusal([&] { (void)class_function(s3, Eigen::Vector3d::Constant(1.0 / 3)); },
                 {"q must sum to 1; received 2"});
  expect_refusal([&] { (void)class_function(s3, Eigen::Vector3d(not_a_number, .5, 0)); },
                 {"q must be >= 0"});
  CharacterTable bad = s3;
  bad.characters(1, 0) = 0;
  expect_refusal([&] { (void)class_function(bad, Eigen::Vector3d(1, 0, 0)); },
                 {"column 0 must hold dimensions >= 1; received 0"});
}

TEST_CASE("canonical correlations refuse what is no covariance") {
  const Matrix2d one = Matrix2d::Identity();
  const auto refuses = [](const Eigen::MatrixXd& sigma,
                          const Eigen::MatrixXd& gamma,
                          std::initializer_list<std::string_view> parts) {
    expect_refusal([&] { (void)canonical_correlations(sigma, gamma); }, parts);
  };
  refuses(one,
          Eigen::Matrix3d::Identity(),
          {"both matrices must be D x D; received 2 x 2 and 3 x 3"});
  refuses(Eigen::MatrixXd(2, 3), one, {"received 2 x 3 and 2 x 2"});
  refuses(Eigen::MatrixXd(), Eigen::MatrixXd(), {"received 0 x 0"});
  Matrix2d other = one;
  other(0, 1) = .1;
  refuses(other, one, {"sigma must be symmetric", "differ by 0.1"});
  refuses(one, other, {"gamma must be symmetric"});
  other = one;
  other(0, 0) = not_a_number;
  refuses(other, one, {"sigma must be finite; received nan"});
  refuses(one, other, {"gamma must be finite"});
  other = Eigen::Vector2d(1, -.25).asDiagonal();
  refuses(other, one, {"the eigenvalues of sigma must be > 0", "received -0.25"});
  refuses(one, other, {"the eigenvalues of gamma must be >= 0; received -0.25"});
  refuses(Matrix2d::Zero(), one, {"the eigenvalues of sigma must be > 0"});
  // Positive, but nothing beside the noise: sigma + gamma is rank 1 after rounding.
  refuses(1e-30 * one, Matrix2d::Ones(), {"also beside those of gamma"});
}
