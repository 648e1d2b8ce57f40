#include "theory/population_losses.hpp"

#include <functional>

#include "support/expect.hpp"
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

const VectorXd s{{.9, .6, .2}};

using Loss = std::function<LossAndGradient(const MatrixXd&)>;

const std::vector<std::pair<const char*, Loss>> losses{
    {"reformulated", [](const MatrixXd& w) { return reformulated_loss(s, .7, w); }},
    {"spectral", [](const MatrixXd& w) { return spectral_contrastive_loss(s, w); }},
    {"unit variance", [](const MatrixXd& w) { return unit_variance_loss(s, .3, w); }},
    {"vicreg",
     [](const MatrixXd& w) {
       return vicreg_loss(s, {1.3, 2, .4}, w);
     }},
    {"Barlow Twins, free",
     [](const MatrixXd& w) { return barlow_twins_loss(s, .2, w, FeatureVariance::free); }},
    {"Barlow Twins, unit",
     [](const MatrixXd& w) { return barlow_twins_loss(s, .2, w, FeatureVariance::unit); }}};

}  // namespace

TEST_CASE("losses by hand, one feature on two modes") {
  const VectorXd two{{.8, .5}};
  const MatrixXd w{{1}, {2}};  // C = 5, C_plus = .8 + 2 = 2.8
  CHECK(reformulated_loss(two, .5, w).value == Approx(2.2 + .5 * 16));
  CHECK(spectral_contrastive_loss(two, w).value == Approx(25 - 5.6));
  CHECK(unit_variance_loss(two, .5, w).value == Approx(2.2 / 5));
  CHECK(vicreg_loss(two, {3, 10, 1}, w).value == Approx(6 * 2.2));  // variance 5: no hinge
  CHECK(vicreg_loss(two, {3, 10, 1}, w / 10).value == Approx(6 * .022 + 10 * (1 - std::sqrt(.05))));
  CHECK(barlow_twins_loss(two, .1, w, FeatureVariance::free).value == Approx(1.8 * 1.8));
  CHECK(barlow_twins_loss(two, .1, w, FeatureVariance::unit).value == Approx(.44 * .44));
}

TEST_CASE("losses by hand, off-diagonal terms of two equal features") {
  const VectorXd one{{.5}};
  const MatrixXd w{{1, 1}};  // C and C_plus / .5 are full of ones
  CHECK(reformulated_loss(one, 2, w).value == Approx(1 + 2 * 2));
  CHECK(unit_variance_loss(one, 2, 3 * w).value == Approx(1 + 2 * 2));
  CHECK(vicreg_loss(one, {3, 10, 7}, w).value == Approx(6 * 1 + 2 * 7 * 2));
  CHECK(barlow_twins_loss(one, 3, w, FeatureVariance::unit).value == Approx(2 * .25 + 3 * .5));
}

TEST_CASE("gradients agree with central differences") {
  for (const auto& [name, loss] : losses) {
    for (unsigned seed = 0; seed < 5; ++seed) {
      const MatrixXd w = .5 * random_matrix(3, 2, seed);
      const MatrixXd gradient = loss(w).gradient;
      constexpr double step = 1e-5;
      MatrixXd differences(3, 2);
      for (Index i = 0; i < w.size(); ++i) {
        MatrixXd moved = w;
        moved(i) += step;
        differences(i) = loss(moved).value;
        moved(i) -= 2 * step;
        differences(i) = (differences(i) - loss(moved).value) / (2 * step);
      }
      INFO(name << ", seed " << seed);
      expect_close(gradient, differences, 1e-8 * (1 + gradient.norm()));
    }
  }
}

TEST_CASE("a rotation from the right does not change the losses of C alone") {
  const MatrixXd w = random_matrix(3, 2, 1);
  const MatrixXd turn{{.6, -.8}, {.8, .6}};
  CHECK(reformulated_loss(s, .7, w * turn).value == Approx(reformulated_loss(s, .7, w).value));
  CHECK(spectral_contrastive_loss(s, w * turn).value ==
        Approx(spectral_contrastive_loss(s, w).value));
}

TEST_CASE("L at beta = 1/2 is half of the spectral contrastive loss plus d/2, and only there") {
  const MatrixXd w = random_matrix(8, 3, 4);
  const double contrastive = spectral_contrastive_loss(table_spectrum, w).value;
  CHECK(reformulated_loss(table_spectrum, .5, w).value ==
        Approx(contrastive / 2 + 1.5).epsilon(1e-13));
  CHECK(std::abs(reformulated_loss(table_spectrum, .4, w).value - contrastive / 2 - 1.5) > .1);
}

TEST_CASE("a VICReg column of zeros gets no gradient from the hinge") {
  const LossAndGradient at_zero = vicreg_loss(s, {1, 2, 3}, MatrixXd::Zero(3, 2));
  CHECK(at_zero.value == 4);
  expect_close(at_zero.gradient, MatrixXd::Zero(3, 2), 0);
}

TEST_CASE("losses refuse shapes, weights and zero columns") {
  const MatrixXd w = random_matrix(3, 2, 1);
  MatrixXd broken = w;
  broken(1, 1) = std::nan("");
  MatrixXd flat = w;
  flat.col(0).setZero();
  for (const auto& [name, loss] : losses) {
    INFO(name);
    expect_refusal([&, &f = loss] { (void)f(w.topRows(2)); }, {"W must be 3 x 2", "2 x 2"});
    expect_refusal([&, &f = loss] { (void)f(broken); }, {"entries of W must be finite"});
    expect_refusal([&, &f = loss] { (void)f(MatrixXd(3, 0)); }, {"at least one row and column"});
  }
  expect_refusal([&] { (void)reformulated_loss(VectorXd{{2, 1, 1}}, 1, w); }, {"[0, 1]"});
  expect_refusal([&] { (void)reformulated_loss(s, 0, w); }, {"reformulated_loss", "beta"});
  expect_refusal([&] { (void)unit_variance_loss(s, -1, w); }, {"unit_variance_loss", "beta"});
  expect_refusal([&] { (void)unit_variance_loss(s, 1, flat); }, {"not zero"});
  expect_refusal([&] { (void)vicreg_loss(s, {0, 1, 1}, w); }, {"invariance weight"});
  expect_refusal([&] { (void)vicreg_loss(s, {1, -1, 1}, w); }, {"variance weight"});
  expect_refusal([&] { (void)vicreg_loss(s, {1, 1, std::nan("")}, w); }, {"covariance weight"});
  expect_refusal([&] { (void)barlow_twins_loss(s, 0, w, FeatureVariance::free); }, {"lambda"});
  expect_refusal([&] { (void)barlow_twins_loss(s, 1, flat, FeatureVariance::unit); },
                 {"barlow_twins_loss", "not zero"});
}
