#include "kernel/closed_form.hpp"

#include <cmath>
#include <numbers>

#include "closed_form_levels.hpp"

using namespace eigenviews;
using namespace eigenviews::kernel;
using namespace eigenviews::kernel::closed_form;
using Eigen::VectorXd;
using test::expect_levels;
using test::states;
using test::tight;

namespace {

constexpr double pi = std::numbers::pi;

}  // namespace

TEST_CASE("row ii-a: e^{-k^2 s^2 / 2}, twice each but for the constant") {
  const double s = std::sqrt(2 * std::log(2.0));  // e^{-s^2/2} = 1/2
  expect_levels(wrapped_normal_circle(s, 4), {{1, 1}, {.5, 2}, {.0625, 2}, {std::pow(.5, 9), 2}});
}

TEST_CASE("row ii-b: I_k/I_0 agrees with SciPy's ive") {
  // check_05_toys.py, "circle von Mises kappa": scipy.special.ive(k, kappa) / ive(0, kappa)
  expect_levels(von_mises_circle(0.5, 5),
                {{1, 1},
                 {0.24249961258080188, 2},
                 {0.030001549676792215, 2},
                 {0.002487215166464196, 2},
                 {0.0001549676792218596, 2}});
  expect_levels(
      von_mises_circle(4, 4),
      {{1, 1}, {0.8635226110245507, 2}, {0.5682386944877248, 2}, {0.2952839165368259, 2}});
  CHECK(std::abs(von_mises_circle(50, 8)[7].sigma - 0.6100808415126925) <= tight);
}

TEST_CASE("row ii-c: the torus counts sums of squares") {
  // check_05_toys.py: r_2(0..5) and r_3(0..4)
  CHECK(sums_of_squares(2, 5) == std::vector<Index>{1, 4, 4, 0, 4, 8});
  CHECK(sums_of_squares(3, 4) == std::vector<Index>{1, 6, 12, 8, 6});
  CHECK(sums_of_squares(1, 9) == std::vector<Index>{1, 2, 0, 0, 2, 0, 0, 0, 0, 2});
  CHECK(sums_of_squares(4, 3) == std::vector<Index>{1, 8, 24, 32});  // Jacobi: 8 sum of divisors
  CHECK(sums_of_squares(5, 0) == std::vector<Index>{1});
  const double s = std::sqrt(2 * std::log(2.0));
  expect_levels(torus(2, s, 5), {{1, 1}, {.5, 4}, {.25, 4}, {.0625, 4}, {.03125, 8}});  // no n = 3
  expect_levels(torus(4, s, 4), {{1, 1}, {.5, 8}, {.25, 24}, {.125, 32}});
  expect_levels(torus(1, s, 6), wrapped_normal_circle(s, 6), 0);
}

TEST_CASE("the torus finds many levels, and all points of Z^2 inside a circle are counted") {
  const Levels levels = torus(2, 0.01, 60);
  REQUIRE(levels.size() == 60);
  const double last = -2 * std::log(levels.back().sigma) / 1e-4;  // |k|^2 of the last level
  Index points = 0;
  for (int i = -40; i <= 40; ++i) {
    for (int j = -40; j <= 40; ++j) points += i * i + j * j <= std::lround(last);
  }
  CHECK(states(levels) == points);
}

TEST_CASE("row v: e^{-k^2 pi^2 s^2 / 2}, once each") {
  const double s = std::sqrt(2 * std::log(2.0)) / pi;
  expect_levels(reflecting_interval(s, 3), {{1, 1}, {.5, 1}, {.0625, 1}});
}

TEST_CASE("a wrapped normal on a grid has the Fourier coefficients of its own weights") {
  // The definition, summed without tricks, on both sides of the switch at s^2 = 1/(2 pi) = 0.399^2.
  for (const double s : {0.05, 0.3, 0.398, 0.4, 0.7, 1.6, 5.0, 40.0}) {
    for (const Index q : {1, 2, 5, 16, 31}) {
      for (Index k = 0; k < q; ++k) {
        double numerator = 0;
        double denominator = 0;
        for (int h = -1600; h <= 1600; ++h) {
          const double weight = std::exp(-h * h / (2 * s * s));
          numerator +=
              weight * std::cos(2 * pi * static_cast<double>(k * h % q) / static_cast<double>(q));
          denominator += weight;
        }
        INFO("k " << k << ", q " << q << ", s " << s);
        CHECK(std::abs(wrapped_normal_grid(k, q, s) - numerator / denominator) <= tight);
      }
    }
  }
}

TEST_CASE("a wrapped normal on a grid keeps relative accuracy where its own weights have none") {
  // k = 8 of 16 at s = 4: two equal leading terms, 2 e^{-2 pi^2 16/4} (1 + O(e^{-600}))
  const double expected = 2 * std::exp(-8 * pi * pi);
  CHECK(std::abs(wrapped_normal_grid(8, 16, 4) / expected - 1) <= 1e-13);
  // On a fine grid it is the continuous circle: s = 0.5 radians on 128 angles, k = 9.
  const double units = 0.5 * 128 / (2 * pi);
  CHECK(std::abs(wrapped_normal_grid(9, 128, units) / std::exp(-81 * 0.125) - 1) <= 1e-13);
}

TEST_CASE("a wrapped normal on a grid has period q and is even in k, at any width") {
  for (const double s : {1e-300, 0.2, 1.0, 1e10, 1e200, 1e300}) {
    for (Index k = 0; k < 7; ++k) {
      const double value = wrapped_normal_grid(k, 7, s);
      INFO("s " << s << ", k " << k << ", value " << value);
      CHECK(value == wrapped_normal_grid(-k, 7, s));
      CHECK(value == wrapped_normal_grid(k + 70, 7, s));
      CHECK((value >= 0 && value <= 1 + 1e-15));
    }
    CHECK(wrapped_normal_grid(0, 7, s) == 1);
  }
  CHECK(wrapped_normal_grid(3, 7, 1e-300) == 1);  // no noise
  CHECK(wrapped_normal_grid(3, 7, 1e300) == 0);   // nothing but noise
  CHECK(wrapped_normal_grid(4, 8, 1e300) == 0);   // k = q/2, where two terms are equal
}

TEST_CASE("von Mises noise on a grid has the Fourier coefficients of its own weights") {
  for (const double kappa : {1e-9, 0.5, 4.0, 50.0, 3000.0}) {
    for (const Index q : {1, 2, 3, 8, 29}) {
      for (Index k = 0; k < q; ++k) {
        double numerator = 0;
        double denominator = 0;
        for (Index h = 0; h < q; ++h) {
          const double angle = 2 * pi * static_cast<double>(h) / static_cast<double>(q);
          const double weight = std::exp(-2 * kappa * std::pow(std::sin(angle / 2), 2));
          numerator += weight * std::cos(static_cast<double>(k) * angle);
          denominator += weight;
        }
        INFO("k " << k << ", q " << q << ", kappa " << kappa);
        CHECK(std::abs(von_mises_grid(k, q, kappa) - numerator / denominator) <= 1e-13);
      }
    }
  }
  CHECK(von_mises_grid(-3, 8, 4) == von_mises_grid(11, 8, 4));
}

TEST_CASE("rows iii-a and iii-c: Bessel quotients on spheres agree with SciPy's ive") {
  // check_05_toys.py, "S^2 vMF kappa": ive(l + 1/2, kappa) / ive(1/2, kappa), its own digits 1e-14
  expect_levels(
      von_mises_fisher(3, 10, 4),
      {{1, 1}, {0.9000000041223073, 3}, {0.7299999987633078, 5}, {0.5350000047406532, 7}});
  CHECK(std::abs(von_mises_fisher(3, 60, 9)[8].sigma - 0.5465990767385225) <= tight);
  CHECK(std::abs(von_mises_fisher(3, 3, 2)[1].sigma - (1 / std::tanh(3.0) - 1.0 / 3)) <= tight);
  // "S^3 vMF" and "S^5 vMF", kappa = 5
  expect_levels(
      von_mises_fisher(4, 5, 4),
      {{1, 1}, {0.7193405813643129, 4}, {0.4245275349085496, 9}, {0.2099075394740533, 16}});
  expect_levels(von_mises_fisher(6, 5, 3),
                {{1, 1}, {0.5901620816434183, 6}, {0.29180550202789796, 20}});
}

TEST_CASE("Bessel quotients neither overflow nor lose digits at any kappa") {
  // e^{-2 kappa} is 0 to double precision, so I_{3/2}/I_{1/2} = 1 - 1/kappa and
  // I_{5/2}/I_{1/2} = 1 - 3/kappa + 3/kappa^2, kappa > 700 being where I itself overflows.
  for (const double kappa : {20.0, 710.0, 1e5, 1e7, 1e8, 1.2e8, 1e9, 1e11, 1e15, 1e30, 1e300}) {
    const VectorXd ratio = bessel_ratios(0.5, kappa, 3);
    INFO("kappa " << kappa);
    CHECK(ratio[0] == 1);
    // 1e5 steps near kappa = 1e8: rounding walks 40 eps far.
    CHECK(std::abs(ratio[1] - (1 - 1 / kappa)) <= 3e-14);
    CHECK(std::abs(ratio[2] - (1 - 3 / kappa * (1 - 1 / kappa))) <= 3e-14);
  }
  // The complements, which are all that is left of large kappa: eps / 1e-8 = 2e-8.
  CHECK(std::abs((1 - bessel_ratios(0.5, 1e8, 2)[1]) * 1e8 - 1) <= 1e-7);
}

TEST_CASE("Bessel quotients keep relative accuracy at small kappa and high orders") {
  // I_{nu+l}/I_nu = (kappa/2)^l Gamma(nu+1)/Gamma(nu+l+1) (1 + O(kappa^2))
  const double kappa = 1e-9;
  double expected = 1;
  const VectorXd ratio = bessel_ratios(0, kappa, 20);
  for (Index l = 1; l < 20; ++l) {
    expected *= kappa / 2 / static_cast<double>(l);
    CHECK(std::abs(ratio[l] / expected - 1) <= tight);
  }
  // Three-term recurrence I_{m-1} - I_{m+1} = (2m/kappa) I_m, far beyond where sigma matters.
  const VectorXd high = bessel_ratios(0, 3, 60);
  for (Index m = 1; m < 59; ++m) {
    const double residual = high[m - 1] - high[m + 1] - 2 * static_cast<double>(m) / 3 * high[m];
    CHECK(std::abs(residual) <= tight * high[m - 1]);
  }
  CHECK(bessel_ratios(0, 1e-310, 2)[1] <= 1e-310);  // 2/kappa overflows
  CHECK(bessel_ratios(1e300, 1, 3).allFinite());
}

TEST_CASE("harmonics of degree l on S^{D-1} are counted") {
  for (const Index l : {0, 1, 2, 7}) {
    CHECK(sphere_multiplicity(3, l) == 2 * l + 1);
    CHECK(sphere_multiplicity(4, l) == (l + 1) * (l + 1));
    CHECK(sphere_multiplicity(2, l) == (l == 0 ? 1 : 2));
  }
  CHECK(sphere_multiplicity(6, 2) == 20);  // check_05_toys.py: D (D+1) / 2 - 1
  // All degrees <= L together: C(L+D-1, D-1) + C(L+D-2, D-1)
  Index sum = 0;
  for (Index l = 0; l <= 9; ++l) sum += sphere_multiplicity(5, l);
  CHECK(sum == 715 + 495);
}

TEST_CASE("row iii-b: the heat kernel on S^2") {
  const double t = std::log(2.0) / 2;  // e^{-2t} = 1/2
  expect_levels(heat_sphere(t, 4), {{1, 1}, {.5, 3}, {.125, 5}, {std::pow(.5, 6), 7}});
  // check_05_toys.py, "S^2 heat kernel t=0.25"
  CHECK(std::abs(heat_sphere(0.25, 2)[1].sigma - 0.60653066) <= 5e-9);
}
