#include "theory/water_filling.hpp"

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

struct Case {
  double beta;
  Index d;
  Index active;
  double loss;
};

// Values of theory_checks/check_03_minimisers.py.
const Case oracle[] = {{.01, 2, 1, .22},
                       {.01, 8, 2, 1.315},
                       {.01, 24, 3, 6.088333333333333},
                       {.01, 60, 4, 23.353125},
                       {.05, 2, 2, .275},
                       {.05, 8, 3, 2.2416666666666667},
                       {.2, 3, 3, .6104166666666667},
                       {2, 3, 3, .6460416666666667},
                       {2, 5, 5, 1.8215}};

double objective(const VectorXd& s, double beta, double d, const VectorXd& m) {
  return (1 - s.array()).matrix().dot(m) + beta * (m.squaredNorm() - d);
}

}  // namespace

TEST_CASE("water filling by hand") {
  // s = (.9, .5), d = 2: theta = .7 - 2 beta, m = 1 +- .2/(2 beta); mode 2 joins at beta = .1.
  const WaterFilling both = unit_variance_minimum(VectorXd{{.9, .5}}, .2, 2);
  expect_close(both.second_moments, VectorXd{{1.5, .5}}, 1e-15);
  CHECK(both.level == Approx(.3));
  CHECK(both.active == 2);
  CHECK(both.loss == Approx(.1 * 1.5 + .5 * .5 + .2 * (2.5 - 2)));
  const WaterFilling one = unit_variance_minimum(VectorXd{{.5, .9}}, .0999, 2);
  expect_close(one.second_moments, VectorXd{{2, 0}}, 1e-15);
  CHECK(one.active == 1);
  CHECK(unit_variance_minimum(VectorXd{{.5, .9}}, .1001, 2).active == 2);
}

TEST_CASE("water filling agrees with the oracle") {
  for (const Case& c : oracle) {
    const WaterFilling best = unit_variance_minimum(table_spectrum, c.beta, c.d);
    INFO("beta " << c.beta << ", d " << c.d);
    CHECK(best.active == c.active);
    CHECK(best.loss == Approx(c.loss).epsilon(1e-13));
  }
  expect_close(unit_variance_minimum(table_spectrum, .01, 60).second_moments,
               VectorXd{{24.375, 19.375, 11.875, 4.375, 0, 0, 0, 0}},
               1e-12);
}

TEST_CASE("the number of active modes is that of the table, K(beta, d)") {
  const auto active = [](double beta) {
    std::vector<Index> found;
    for (const Index d : {2, 4, 8, 16, 64}) {
      found.push_back(unit_variance_minimum(table_spectrum, beta, d).active);
    }
    return found;
  };
  CHECK(active(.005) == std::vector<Index>{1, 1, 1, 2, 3});
  CHECK(active(.02) == std::vector<Index>{1, 2, 2, 3, 6});
  CHECK(active(.12) == std::vector<Index>{2, 4, 5, 8, 8});
  CHECK(active(.5) == std::vector<Index>{2, 4, 8, 8, 8});
}

TEST_CASE("features with random starts descend to the water-filling solution") {
  for (const Case& c : {oracle[0], oracle[1], oracle[4], oracle[6], oracle[7]}) {
    INFO("beta " << c.beta << ", d " << c.d);
    const Found found =
        minimise([&](const MatrixXd& w) { return unit_variance_loss(table_spectrum, c.beta, w); },
                 8,
                 c.d,
                 4);
    const MatrixXd w = found.at.colwise().normalized();
    const WaterFilling best = unit_variance_minimum(table_spectrum, c.beta, c.d);
    CHECK(found.value == Approx(best.loss).epsilon(1e-8));
    expect_close(w * w.transpose(), MatrixXd(best.second_moments.asDiagonal()), 3e-4);
  }
}

TEST_CASE("water filling satisfies the conditions of optimality for random spectra") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const VectorXd s = random_matrix(1 + seed % 9, 1, seed).array().abs().min(1).matrix();
    const double beta = std::pow(10, -3 + .03 * (seed % 150));
    const Index d = 1 + seed % 12;
    const WaterFilling best = unit_variance_minimum(s, beta, d);
    VectorXd sorted = s;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    const Index usable = std::min(d, s.size());
    INFO("seed " << seed);
    CHECK(best.second_moments.minCoeff() >= 0);
    CHECK(best.second_moments.sum() == Approx(static_cast<double>(d)).epsilon(1e-13));
    CHECK(best.loss == Approx(objective(sorted, beta, static_cast<double>(d), best.second_moments))
                           .epsilon(1e-12)
                           .margin(1e-13));
    // The derivative in m_k, less that of the constraint: zero where active, else not negative.
    const VectorXd slope = 2 * beta * best.second_moments - sorted;
    for (Index k = 0; k < usable; ++k) {
      if (k < best.active) CHECK(std::abs(slope[k] + best.level) <= 1e-13 * (1 + beta));
      if (k >= best.active) CHECK(slope[k] + best.level >= -1e-14);
    }
    if (usable < s.size()) CHECK(best.second_moments.tail(s.size() - usable).maxCoeff() == 0);
  }
}

TEST_CASE("all d modes are active iff beta > (mean s - s_d) / 2") {
  for (const Index d : {2, 4, 8}) {
    const double threshold = (table_spectrum.head(d).mean() - table_spectrum[d - 1]) / 2;
    CHECK(unit_variance_minimum(table_spectrum, 1.01 * threshold, d).active == d);
    CHECK(unit_variance_minimum(table_spectrum, .99 * threshold, d).active < d);
  }
}

TEST_CASE("a large beta spreads features evenly without cancellation") {
  const WaterFilling best = unit_variance_minimum(VectorXd{{.9, .5, .1}}, 1e12, 3);
  const double step = .4 / 2e12;
  expect_close(best.second_moments, VectorXd{{1 + step, 1, 1 - step}}, 3e-16);
}

TEST_CASE("water filling refuses a spectrum, a weight and a number out of range") {
  const double nan = std::nan("");
  expect_refusal([] { (void)unit_variance_minimum(VectorXd(), 1, 1); },
                 {"unit_variance_minimum", "at least one"});
  expect_refusal([] { (void)unit_variance_minimum(VectorXd{{1.1}}, 1, 1); }, {"[0, 1]", "1.1"});
  for (const double beta : {0., -1., nan, HUGE_VAL}) {
    expect_refusal([&] { (void)unit_variance_minimum(table_spectrum, beta, 1); },
                   {"beta must be positive and finite"});
  }
  expect_refusal([] { (void)unit_variance_minimum(table_spectrum, 1, 0); },
                 {"functions must be at least 1", "received 0"});
}
