#include "kernel/basis_functions.hpp"

#include <cmath>
#include <numbers>

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

constexpr double pi = std::numbers::pi;

// All `count` modes as columns.
template <class Mode>
MatrixXd table(Index count, Mode&& mode) {
  MatrixXd result(mode(0).size(), count);
  for (Index j = 0; j < count; ++j) result.col(j) = mode(j);
  return result;
}

void expect_orthonormal(const MatrixXd& f, const VectorXd& weights) {
  expect_close(f.transpose() * weights.asDiagonal() * f,
               MatrixXd::Identity(f.cols(), f.cols()),
               1e-13);
}

VectorXd uniform(Index n) { return VectorXd::Constant(n, 1 / static_cast<double>(n)); }

}  // namespace

TEST_CASE("Fourier modes by hand on Z_4") {
  const double r = std::sqrt(2.0);
  Eigen::Matrix4d expected;
  expected << 1, r, 0, 1,  //
      1, 0, r, -1,         //
      1, -r, 0, 1,         //
      1, 0, -r, -1;
  expect_close(table(4, [](Index j) { return fourier_mode(4, j); }), expected, 1e-15);
  const Index wave_numbers[] = {0, 1, 1, 2, 2, 3};
  for (Index j = 0; j < 6; ++j) CHECK(fourier_wave_number(j) == wave_numbers[j]);
}

TEST_CASE("Fourier modes are an orthonormal basis, even or odd n, and stay one under a phase") {
  for (const Index n : {1, 2, 3, 6, 7, 43}) {
    expect_orthonormal(table(n, [=](Index j) { return fourier_mode(n, j); }), uniform(n));
  }
  const auto turned = [](Index j) { return fourier_mode(9, j, j == 0 ? 0 : .7); };
  expect_orthonormal(table(9, turned), uniform(9));
  // cos(k x - phase) = cos phase cos(k x) + sin phase sin(k x)
  expect_close(fourier_mode(9, 3, .7),
               std::cos(.7) * fourier_mode(9, 3) + std::sin(.7) * fourier_mode(9, 4),
               1e-15);
  expect_close(fourier_mode(8, 7, pi), -fourier_mode(8, 7), 1e-15);
}

TEST_CASE("Fourier modes of large n reduce their angles in whole numbers") {
  const Index n = 6324;
  const VectorXd f = fourier_mode(n, 2 * 3161 - 1);  // k = n/2 - 1
  CHECK(std::abs(f[6323] - std::sqrt(2.0) * std::cos(2 * pi * 3161 / 6324)) <= 1e-15);
}

TEST_CASE("cosine modes are an orthonormal basis on midpoints") {
  const double r = std::sqrt(2.0);
  Eigen::Matrix2d expected;  // cos(pi/4), cos(3 pi/4)
  expected << 1, r * std::sqrt(.5), 1, -r * std::sqrt(.5);
  expect_close(table(2, [](Index k) { return cosine_mode(2, k); }), expected, 1e-15);
  for (const Index n : {1, 2, 5, 64}) {
    expect_orthonormal(table(n, [=](Index k) { return cosine_mode(n, k); }), uniform(n));
  }
}

TEST_CASE("spherical modes are counted degree by degree") {
  const SphericalMode expected[] = {{0, 0, false},
                                    {1, 0, false},
                                    {1, 1, false},
                                    {1, 1, true},
                                    {2, 0, false},
                                    {2, 1, false},
                                    {2, 1, true},
                                    {2, 2, false},
                                    {2, 2, true},
                                    {3, 0, false}};
  for (Index j = 0; j < 10; ++j) {
    const SphericalMode mode = spherical_mode(j);
    INFO("mode " << j);
    CHECK(mode.degree == expected[j].degree);
    CHECK(mode.order == expected[j].order);
    CHECK(mode.sine == expected[j].sine);
  }
}

TEST_CASE("spherical harmonics of degree 1 and 2 are the polynomials of x, y, z up to sign") {
  const Eigen::Vector3d colatitude(.3, 1.2, 2.9);
  const Eigen::Vector4d longitude(0, .8, 2.5, 5);
  const auto expect_values = [&](Index mode, auto&& value) {
    const VectorXd f = spherical_harmonic(mode, colatitude, longitude);
    REQUIRE(f.size() == 12);
    double plus = 0;
    double minus = 0;
    for (Index i = 0; i < 3; ++i) {
      for (Index j = 0; j < 4; ++j) {
        const double z = std::cos(colatitude[i]);
        const double x = std::sin(colatitude[i]) * std::cos(longitude[j]);
        const double y = std::sin(colatitude[i]) * std::sin(longitude[j]);
        plus = std::max(plus, std::abs(f[4 * i + j] - value(x, y, z)));
        minus = std::max(minus, std::abs(f[4 * i + j] + value(x, y, z)));
      }
    }
    INFO("mode " << mode << ": " << plus << ", " << minus);
    CHECK(std::min(plus, minus) <= 1e-14);
  };
  expect_values(0, [](double, double, double) { return 1.0; });
  expect_values(1, [](double, double, double z) { return std::sqrt(3.0) * z; });
  expect_values(2, [](double x, double, double) { return std::sqrt(3.0) * x; });
  expect_values(3, [](double, double y, double) { return std::sqrt(3.0) * y; });
  expect_values(4, [](double, double, double z) { return std::sqrt(5.0) * (3 * z * z - 1) / 2; });
  expect_values(6, [](double, double y, double z) { return std::sqrt(15.0) * y * z; });
  expect_values(7,
                [](double x, double y, double) { return std::sqrt(15.0) * (x * x - y * y) / 2; });
  expect_values(8, [](double x, double y, double) { return std::sqrt(15.0) * x * y; });
}

TEST_CASE("spherical harmonics are orthonormal in the uniform probability measure") {
  const Index lat = 14;
  const QuadratureRule rule = gauss_legendre(lat);
  const VectorXd colatitude = rule.nodes.array().acos();
  const VectorXd longitude = periodic_rule(2 * lat, 2 * pi).nodes;
  VectorXd weights(2 * lat * lat);
  for (Index i = 0; i < lat; ++i) {
    weights.segment(2 * lat * i, 2 * lat).setConstant(rule.weights[i] / (2.0 * lat));
  }
  const auto mode = [&](Index j) { return spherical_harmonic(j, colatitude, longitude); };
  expect_orthonormal(table(121, mode), weights);  // degrees up to 10
}

TEST_CASE("block modes by hand: contrasts between blocks, then inside them") {
  // Blocks {0}, {1, 2}: 1; block 0 against block 1; point 1 against point 2.
  Eigen::Matrix3d expected;
  expected << 1, std::sqrt(2.0), 0,       //
      1, -std::sqrt(.5), std::sqrt(1.5),  //
      1, -std::sqrt(.5), -std::sqrt(1.5);
  expect_close(table(3, [](Index j) { return block_mode({1, 2}, j); }), expected, 1e-15);
}

TEST_CASE("block modes are an orthonormal basis, the first K of them constant on blocks") {
  const std::vector<std::vector<Index>> cases{{1}, {4}, {1, 1, 1}, {3, 5, 2, 6}, {1, 7, 1, 1, 9}};
  for (const std::vector<Index>& sizes : cases) {
    Index points = 0;
    for (const Index size : sizes) points += size;
    const MatrixXd f = table(points, [&](Index j) { return block_mode(sizes, j); });
    expect_orthonormal(f, uniform(points));
    for (Index j = 0; j < points; ++j) {
      const bool between = j < static_cast<Index>(sizes.size());
      Index begin = 0;
      double spread = 0;  // largest difference inside a block
      double sums = 0;    // largest sum over a block
      for (const Index size : sizes) {
        const auto block = f.col(j).segment(begin, size);
        spread = std::max(spread, block.maxCoeff() - block.minCoeff());
        sums = std::max(sums, std::abs(block.sum()));
        begin += size;
      }
      CHECK((between ? spread : sums) <= 1e-14);
    }
  }
}

TEST_CASE("basis functions refuse modes that do not exist") {
  expect_refusal([] { (void)fourier_mode(5, 5); },
                 {"fourier_mode: the mode must be in [0, 4]; received 5"});
  expect_refusal([] { (void)fourier_mode(5, -1); }, {"fourier_mode: the mode must be in [0, 4]"});
  expect_refusal([] { (void)fourier_mode(0, 0); }, {"fourier_mode: the mode must be in [0, -1]"});
  expect_refusal([] { (void)cosine_mode(3, 3); },
                 {"cosine_mode: the mode must be in [0, 2]; received 3"});
  expect_refusal([] { (void)cosine_mode(3, -1); }, {"cosine_mode"});
  expect_refusal([] { (void)spherical_mode(-1); },
                 {"spherical_mode: the mode must be >= 0; received -1"});
  expect_refusal([] { (void)spherical_harmonic(-1, VectorXd::Ones(1), VectorXd::Ones(1)); },
                 {"spherical_mode: the mode must be >= 0"});
  expect_refusal(
      [] {
        (void)block_mode({2, 3}, 5);
      },
      {"block_mode: the mode must be in [0, 4]; received 5"});
  expect_refusal(
      [] {
        (void)block_mode({2, 0}, 0);
      },
      {"block_mode: block sizes must be >= 1; received 0"});
  expect_refusal([] { (void)block_mode({2, -1}, 0); }, {"block_mode: block sizes must be >= 1"});
}
