#include "theory/aligned_mode.hpp"

#include "support/expect.hpp"
#include "theory/riccati.hpp"
#include "theory/tools.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using namespace eigenviews::theory::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using eigenviews::test::expect_refusal;

namespace {

struct Switches {
  VectorXd measured;
  VectorXd predicted;
};

// When the first three singular values of W pass half of their limit, from a small random start.
Switches switches(double beta, double amplitude, unsigned seed) {
  const VectorXd s{{.95, .7, .5, .2, .1}};
  MatrixXd w = amplitude / std::sqrt(3) * random_matrix(5, 3, seed);
  const VectorXd a = growth_rates(s, beta);
  Switches result{VectorXd::Zero(3), VectorXd::Zero(3)};
  for (Index i = 0; i < 3; ++i) result.predicted[i] = switch_on_time(amplitude, s[i], beta);
  const double step = result.predicted[2] / 1000;
  for (double t = step; t < 2 * result.predicted[2]; t += step) {
    w = riccati_step(w, s, beta, step);
    const VectorXd values = singular_values(w);
    for (Index i = 0; i < 3; ++i) {
      const double half = std::sqrt(a[i] / (4 * beta)) / 2;
      if (result.measured[i] == 0 && values[i] > half) result.measured[i] = t;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("the logistic law agrees with an integration") {
  for (const double beta : {.1, .2, .3, .5, 4.}) {
    for (const double s : {1., .8, .6, .45, .3}) {
      for (const double start : {1e-3, .2, 3.}) {
        const double c =
            integrate(gradient_flow(VectorXd{{s}}, beta), MatrixXd{{start}}, 2, 4000)(0, 0);
        INFO("beta " << beta << ", s " << s << ", c_0 " << start);
        CHECK(mode_energy(start, s, beta, 2) == Approx(c * c).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("the three regimes by hand") {
  // a > 0: beta = .5, s = .5: a = 1, c_inf^2 = .5.
  CHECK(mode_energy(.1, .5, .5, 3) == Approx(.5 / (1 + 49 * std::exp(-6))).epsilon(1e-14));
  CHECK(mode_energy(.1, .5, .5, 1e6) == Approx(.5));
  // a = 0: beta = .25, s = .5.
  CHECK(mode_energy(.2, .5, .25, 50) == Approx(.04 / (1 + 8 * .25 * .04 * 50)).epsilon(1e-14));
  // a < 0: the amplitude decays at the rate a, here -1.
  const double ratio = mode_energy(.2, .3, .1, 20) / mode_energy(.2, .3, .1, 10);
  CHECK(std::log(ratio) / 20 == Approx(-1).epsilon(1e-5));
  CHECK(mode_energy(.2, .3, .1, 1e6) == 0);
  CHECK(mode_energy(0, .5, .5, 3) == 0);
  CHECK(mode_energy(.3, .5, .5, 0) == Approx(.09));
}

TEST_CASE("a rate next to 0 is continuous with the algebraic law") {
  const double exact = .04 / (1 + 8 * .25 * .04 * 50);
  CHECK(mode_energy(.2, .5 + 1e-13, .25, 50) == Approx(exact).epsilon(1e-10));
  CHECK(mode_energy(.2, .5 - 1e-13, .25, 50) == Approx(exact).epsilon(1e-10));
}

TEST_CASE("half of the limit is reached at the half time") {
  for (const double beta : {.3, .5, 4.}) {
    for (const double s : {1., .8, .45}) {
      const double limit = 1 - (1 - s) / (2 * beta);
      const double tau = half_time(1e-3, s, beta);
      CHECK(mode_energy(1e-3, s, beta, tau) == Approx(limit / 2).epsilon(1e-12));
      CHECK(switch_on_time(1e-3, s, beta) == Approx(tau).epsilon(1e-4));
    }
  }
  CHECK(half_time(std::sqrt(.25), .5, .5) == Approx(0).margin(1e-15));  // already there
  CHECK(half_time(.6, .5, .5) < 0);
}

TEST_CASE("singular values switch on in the order of s, together at high beta") {
  const double ratios[] = {8.1, 1.92, 1.19, 1.05};
  const double betas[] = {.28, .5, 2, 20};
  double last = HUGE_VAL;
  for (std::size_t i = 0; i < 4; ++i) {
    const Switches found = switches(betas[i], 1e-8, 3);
    INFO("beta " << betas[i] << ", measured " << found.measured.transpose() << ", predicted "
                 << found.predicted.transpose());
    CHECK(found.measured[0] < found.measured[1]);
    CHECK(found.measured[1] < found.measured[2]);
    for (Index j = 0; j < 3; ++j) {
      CHECK(found.measured[j] == Approx(found.predicted[j]).epsilon(.15));
    }
    const double ratio = found.measured[2] / found.measured[0];
    CHECK(ratio == Approx(ratios[i]).epsilon(.15));
    CHECK(ratio < last);
    last = ratio;
  }
  // tau_3 / tau_1 tends to a_1 / a_3 as the start gets smaller.
  CHECK(switch_on_time(1e-150, .5, .28) / switch_on_time(1e-150, .95, .28) ==
        Approx((.56 - .05) / (.56 - .5)).epsilon(.01));
}

TEST_CASE("one mode refuses amplitudes, weights and times out of range") {
  const double nan = std::nan("");
  expect_refusal([] { (void)mode_energy(-1, .5, 1, 1); }, {"the amplitude must be >= 0"});
  expect_refusal([] { (void)mode_energy(1, 1.5, 1, 1); }, {"mode_energy", "[0, 1]"});
  expect_refusal([&] { (void)mode_energy(1, .5, nan, 1); }, {"beta"});
  expect_refusal([] { (void)mode_energy(1, .5, 1, -1); }, {"the time"});
  expect_refusal([] { (void)half_time(0, .5, 1); }, {"half_time", "amplitude must be positive"});
  expect_refusal([] { (void)half_time(1, .5, .5); }, {"below the limit 0.5", "received 1"});
  expect_refusal([] { (void)half_time(.1, .5, .2); }, {"below the limit -0.2"});
  expect_refusal([&] { (void)switch_on_time(nan, .5, 1); }, {"switch_on_time", "amplitude"});
  expect_refusal([] { (void)switch_on_time(.8, .5, .5); }, {"below the limit"});
}
