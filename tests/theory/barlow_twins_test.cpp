#include "theory/barlow_twins.hpp"

#include "support/expect.hpp"
#include "theory/tools.hpp"
#include "theory/view_means.hpp"

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
  double lambda;
  Index d;
  Index active;
  double loss;
  double diagonal;
};

// Values of theory_checks/check_03_minimisers.py (its quadratic programme).
const Case oracle[] = {{.005, 2, 1, .0281, .9},
                       {.02, 2, 2, .03988200589970237, .8696165191740455},
                       {.005, 4, 2, .08520462130936562, .885237483953791},
                       {.005, 8, 2, .2500756438557704, .8676968359087587},
                       {.02, 8, 3, .49681511366217446, .8221914810150099},
                       {.1, 4, 4, .27073318596928175, .7897934964957292},
                       {.5, 4, 4, .37483297954065153, .7089668569989475},
                       {.02, 16, 4, 1.606388355033467, .7877087210750087},
                       {.02, 3, 2, .08522975206611318, .861983471074383},
                       {.02, 5, 3, .21849234237981635, .8482904818319762}};

Found features(double lambda, Index d, unsigned starts) {
  return minimise(
      [&](const MatrixXd& w) {
        return barlow_twins_loss(table_spectrum, lambda, w, FeatureVariance::unit);
      },
      8,
      d,
      starts);
}

// Value of the programme, its definition.
double programme(const VectorXd& s, double lambda, double d, const VectorXd& m) {
  const double c = m.dot(s) / d;
  return d * ((1 - c) * (1 - c) - lambda * c * c) + lambda * m.cwiseProduct(s).squaredNorm();
}

void expect_optimal(const VectorXd& s, double lambda, Index functions) {
  const BarlowTwinsMinimum best = barlow_twins_minimum(s, lambda, functions);
  const auto d = static_cast<double>(functions);
  const VectorXd& m = best.second_moments;
  CHECK(m.minCoeff() >= 0);
  CHECK(m.sum() == Approx(d).epsilon(1e-12));
  CHECK(best.diagonal == Approx(m.dot(s) / d).epsilon(1e-12));
  CHECK(best.loss == Approx(programme(s, lambda, d, m)).epsilon(1e-11).margin(1e-12));
  CHECK((m.array() > 0).count() == best.active);
  // Slope of the programme in m_k: equal where active, not smaller elsewhere.
  const double a = 1 - best.diagonal + lambda * best.diagonal;
  const VectorXd slope = 2 * lambda * m.cwiseProduct(s.cwiseAbs2()) - 2 * a * s;
  const double level = slope.dot(m) / d;
  for (Index k = 0; k < s.size(); ++k) {
    if (k >= std::min(functions, s.size())) CHECK(m[k] == 0);
    if (m[k] > 0) CHECK(slope[k] == Approx(level).epsilon(1e-11).margin(1e-12));
    if (k < functions && m[k] == 0) CHECK(slope[k] >= level - 1e-12);
  }
}

}  // namespace

TEST_CASE("the programme agrees with the oracle") {
  for (const Case& c : oracle) {
    const BarlowTwinsMinimum best = barlow_twins_minimum(table_spectrum, c.lambda, c.d);
    INFO("lambda " << c.lambda << ", d " << c.d);
    CHECK(best.active == c.active);
    CHECK(best.loss == Approx(c.loss).epsilon(1e-12));
    CHECK(best.diagonal == Approx(c.diagonal).epsilon(1e-12));
  }
  expect_close(barlow_twins_minimum(table_spectrum, .02, 16).second_moments.head(5),
               VectorXd{{5.7622778566, 5.511277808, 4.3003003479, .4261439876, 0}},
               1e-9);
}

TEST_CASE("one feature takes the first mode") {
  const BarlowTwinsMinimum best = barlow_twins_minimum(VectorXd{{.3, .8}}, .5, 1);
  expect_close(best.second_moments, VectorXd{{1, 0}}, 1e-15);
  CHECK(best.loss == Approx(.04));
  CHECK(best.diagonal == Approx(.8));
}

TEST_CASE("the number of active modes is that of the table, K(lambda, d)") {
  const auto active = [](double lambda) {
    std::vector<Index> found;
    for (const Index d : {2, 4, 8, 16, 64}) {
      found.push_back(barlow_twins_minimum(table_spectrum, lambda, d).active);
    }
    return found;
  };
  CHECK(active(.001) == std::vector<Index>{1, 1, 1, 2, 2});
  CHECK(active(.005) == std::vector<Index>{1, 2, 2, 2, 4});
  CHECK(active(.02) == std::vector<Index>{2, 2, 3, 4, 5});
  CHECK(active(.1) == std::vector<Index>{2, 4, 4, 5, 7});
}

TEST_CASE("features with random starts reach the programme where a Hadamard matrix exists") {
  for (const Case& c : {oracle[0], oracle[1], oracle[2], oracle[5], oracle[6], oracle[4]}) {
    INFO("lambda " << c.lambda << ", d " << c.d);
    const Found found = features(c.lambda, c.d, 6);
    const MatrixXd w = found.at.colwise().normalized();
    const BarlowTwinsMinimum best = barlow_twins_minimum(table_spectrum, c.lambda, c.d);
    CHECK(found.value == Approx(best.loss).margin(1e-7));
    expect_close(w * w.transpose(), MatrixXd(best.second_moments.asDiagonal()), 2e-3);
    const VectorXd diagonal = (w.transpose() * table_spectrum.asDiagonal() * w).diagonal();
    expect_close(diagonal, VectorXd::Constant(c.d, best.diagonal), 1e-3);
  }
}

TEST_CASE("elsewhere the programme is a lower bound, close to what is reached") {
  for (const Case& c : {oracle[8], oracle[9]}) {
    const double reached = features(c.lambda, c.d, 10).value;
    CHECK(reached >= c.loss - 1e-9);
    CHECK(reached < 1.03 * c.loss);
  }
}

TEST_CASE("at lambda = 1 the programme is reached for every d") {
  CHECK(features(1, 3, 6).value == Approx(barlow_twins_minimum(table_spectrum, 1, 3).loss));
}

TEST_CASE("the programme satisfies the conditions of optimality for random spectra") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    VectorXd s = (.4 * random_matrix(1 + seed % 9, 1, seed)).array().abs().min(1).matrix();
    std::sort(s.begin(), s.end(), std::greater<>());
    const double lambda = std::pow(10, -3 + .03 * (seed % 101));
    INFO("seed " << seed);
    expect_optimal(s, lambda, 1 + seed % 12);
  }
}

TEST_CASE("null modes take what the positive ones do not need") {
  const VectorXd s{{.9, .5, 0, 0, 0}};
  INFO("lambda d = .2 is below b_1 + b_2 = 1.2: no null mode");
  CHECK(barlow_twins_minimum(s, .05, 4).active == 2);
  expect_optimal(s, .05, 4);
  // lambda d = 4 > 1/.9 + 1/.5: c = 1/(lambda d / 2) = .5, m = 2c/s, the rest on two null modes.
  const BarlowTwinsMinimum best = barlow_twins_minimum(s, 1, 4);
  expect_close(best.second_moments,
               VectorXd{{1 / .9, 2, (3 - 1 / .9 - 1) / 2, (3 - 1 / .9 - 1) / 2, 0}},
               1e-15);
  CHECK(best.diagonal == Approx(.5));
  CHECK(best.active == 4);
  expect_optimal(s, 1, 4);
  // Values that are zero only to rounding give the same.
  const BarlowTwinsMinimum rounded =
      barlow_twins_minimum(VectorXd{{.9, .5, 1e-17, -1e-17, 0}}, 1, 4);
  CHECK(rounded.loss == Approx(best.loss).epsilon(1e-12));
}

TEST_CASE("thresholds of lambda are where a mode joins") {
  CHECK(barlow_twins_threshold(table_spectrum, 1, 2) == 0);
  const double two = barlow_twins_threshold(table_spectrum, 2, 2);
  CHECK(two == Approx(.1 * .1 / (.9 * 1.7)));
  CHECK(two == Approx(.00654).margin(5e-6));
  for (const Index d : {2, 4, 8, 64}) {
    for (Index k = 2; k <= std::min<Index>(d, 8); ++k) {
      const double lambda = barlow_twins_threshold(table_spectrum, k, d);
      if (lambda > .99) continue;
      INFO("d " << d << ", mode " << k << ", lambda " << lambda);
      CHECK(barlow_twins_minimum(table_spectrum, lambda * (1 - 1e-9), d).active == k - 1);
      CHECK(barlow_twins_minimum(table_spectrum, lambda * (1 + 1e-9), d).active == k);
    }
  }
}

TEST_CASE("features pass from rank one to two at the threshold") {
  const double threshold = barlow_twins_threshold(table_spectrum, 2, 2);
  CHECK(singular_values(features(.97 * threshold, 2, 4).at.colwise().normalized())[1] < 1e-3);
  CHECK(singular_values(features(1.03 * threshold, 2, 4).at.colwise().normalized())[1] > 1e-3);
}

TEST_CASE("view means that include the view itself move the threshold") {
  const auto threshold = [](Index views) {
    return barlow_twins_threshold(self_inclusive_spectrum(table_spectrum, views), 2, 2);
  };
  CHECK(threshold(3) == Approx(.00265).margin(5e-6));
  CHECK(threshold(8) == Approx(.00483).margin(5e-6));
}

TEST_CASE("a large lambda makes every C_plus,ii the harmonic mean") {
  const VectorXd s{{.95, .8, .7, .3}};
  CHECK(barlow_twins_strong_limit(s, 2) == Approx(2 / (1 / .95 + 1 / .8)));
  const Found found = minimise(
      [&](const MatrixXd& w) { return barlow_twins_loss(s, 1e3, w, FeatureVariance::unit); },
      4,
      2,
      10);
  const MatrixXd w = found.at.colwise().normalized();
  expect_close((w.transpose() * s.asDiagonal() * w).diagonal(),
               VectorXd::Constant(2, barlow_twins_strong_limit(s, 2)),
               2e-3);
}

TEST_CASE("without a constraint any modes reach 0, and unit variance forbids it") {
  MatrixXd w = MatrixXd::Zero(8, 3);
  w.middleRows(4, 3) = barlow_twins_whitening(table_spectrum.segment(4, 3)).asDiagonal();
  CHECK(barlow_twins_loss(table_spectrum, 1, w, FeatureVariance::free).value < 1e-15);
  CHECK(barlow_twins_loss(table_spectrum, 1, w, FeatureVariance::unit).value > 1);
}

TEST_CASE("Barlow Twins predictions refuse what is out of range") {
  const double nan = std::nan("");
  const VectorXd zeros{{.5, 0, 0}};
  expect_refusal([] { (void)barlow_twins_minimum(VectorXd(), .1, 1); }, {"at least one"});
  expect_refusal([] { (void)barlow_twins_minimum(VectorXd{{-.1}}, .1, 1); }, {"[0, 1]", "-0.1"});
  expect_refusal(
      [] {
        (void)barlow_twins_minimum(VectorXd{{0, 0}}, .1, 1);
      },
      {"barlow_twins_minimum", "one eigenvalue at least must be positive"});
  for (const double lambda : {0., 1.01, -1., nan}) {
    expect_refusal([&] { (void)barlow_twins_minimum(table_spectrum, lambda, 1); },
                   {"lambda must be in (0, 1]"});
  }
  expect_refusal([] { (void)barlow_twins_minimum(table_spectrum, .1, 0); },
                 {"functions must be at least 1"});
  expect_refusal([] { (void)barlow_twins_threshold(table_spectrum, 0, 2); },
                 {"between 1 and 2", "received 0"});
  expect_refusal([] { (void)barlow_twins_threshold(table_spectrum, 3, 2); }, {"between 1 and 2"});
  expect_refusal([] { (void)barlow_twins_threshold(table_spectrum, 1, 0); },
                 {"functions must be at least 1"});
  expect_refusal([&] { (void)barlow_twins_threshold(zeros, 3, 3); },
                 {"all modes but the last must have a positive eigenvalue"});
  CHECK(barlow_twins_threshold(zeros, 2, 3) == Approx(.5));
  expect_refusal([] { (void)barlow_twins_strong_limit(table_spectrum, 3); },
                 {">= 2/3", "received 0.65"});
  expect_refusal([] { (void)barlow_twins_strong_limit(table_spectrum, 9); }, {"functions"});
  expect_refusal([&] { (void)barlow_twins_whitening(zeros); },
                 {"barlow_twins_whitening", "every eigenvalue must be positive"});
  expect_refusal([&] { (void)barlow_twins_whitening(VectorXd{{nan}}); }, {"[0, 1]"});
}
