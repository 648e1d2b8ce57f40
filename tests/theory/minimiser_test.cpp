#include "theory/minimiser.hpp"

#include <cmath>
#include <random>

#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

namespace {

const VectorXd spectrum{{.9, .8, .65, .5, .3, .2, .1, .05}};

MatrixXd random_matrix(Index rows, Index cols, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  return MatrixXd::NullaryExpr(rows, cols, [&] { return normal(engine); });
}

// L(W) = tr(W^T diag(a) W) + beta ||W^T W - I||_F^2 and its gradient, from their definitions.
double loss(const VectorXd& a, double beta, const MatrixXd& w) {
  const MatrixXd c = w.transpose() * w;
  return (w.transpose() * a.asDiagonal() * w).trace() +
         beta * (c - MatrixXd::Identity(c.rows(), c.cols())).squaredNorm();
}

MatrixXd gradient(const VectorXd& a, double beta, const MatrixXd& w) {
  const MatrixXd c = w.transpose() * w;
  return 2 * a.asDiagonal() * w + 4 * beta * w * (c - MatrixXd::Identity(c.rows(), c.cols()));
}

VectorXd with_zeros(const VectorXd& values, Index size) {
  VectorXd longer = VectorXd::Zero(size);
  longer.head(values.size()) = values;
  return longer;
}

}  // namespace

TEST_CASE("scales by hand") {
  expect_close(feature_scales(VectorXd{{1, .5, 0}}, 2),
               VectorXd{{1, std::sqrt(.875), std::sqrt(.75)}},
               1e-15);
  expect_close(feature_scales(VectorXd{{1, .5, .49}}, .25), VectorXd{{1, 0, 0}}, 0);
  // The spectral contrastive loss, beta = 1/2: c_i = sigma_i.
  expect_close(feature_scales(spectrum, .5), spectrum.cwiseSqrt(), 1e-15);
}

TEST_CASE("a computed eigenvalue just outside [0, 1] is accepted") {
  const VectorXd scales = feature_scales(VectorXd{{1 + 1e-9, -1e-9}}, 1);
  expect_close(scales, VectorXd{{1, std::sqrt(.5)}}, 1e-8);
}

TEST_CASE("the predicted features are a stationary point with the predicted loss") {
  for (const double beta : {.06, .25, .5, 2., 10.}) {
    for (const Index d : {1, 3, 8}) {
      const Minimum best = reformulated_minimum(spectrum, beta, d);
      MatrixXd w = MatrixXd::Zero(spectrum.size(), d);
      w.topRows(d) = best.scales.asDiagonal();
      const VectorXd a = 1 - spectrum.array();
      INFO("beta " << beta << ", d " << d);
      CHECK(loss(a, beta, w) == Approx(best.loss).epsilon(1e-14));
      expect_close(gradient(a, beta, w), MatrixXd::Zero(spectrum.size(), d), 1e-13);
      for (unsigned seed = 0; seed < 50; ++seed) {
        const double size = std::pow(10, -3 + .06 * seed);
        const MatrixXd other = w + size * random_matrix(spectrum.size(), d, seed);
        CHECK(loss(a, beta, other) >= best.loss - 1e-12);
      }
    }
  }
}

TEST_CASE("gradient descent from a random start ends at the predicted minimum") {
  constexpr double beta = .4;
  constexpr Index d = 5;
  const Minimum best = reformulated_minimum(spectrum, beta, d);
  const VectorXd a = 1 - spectrum.array();
  MatrixXd w = .3 * random_matrix(spectrum.size(), d, 7);
  for (int step = 0; step < 4000; ++step) w -= .2 * gradient(a, beta, w);
  CHECK(loss(a, beta, w) == Approx(best.loss).epsilon(1e-9));
  MatrixXd expected = MatrixXd::Zero(spectrum.size(), spectrum.size());
  expected.diagonal().head(d) = best.scales.cwiseAbs2();
  expect_close(w * w.transpose(), expected, 1e-5);
}

TEST_CASE("more functions than d_eff(beta) add no mode") {
  const auto dims = [](double beta) {
    std::vector<Index> found;
    for (const Index d : {2, 4, 8, 16, 64}) {
      found.push_back(reformulated_minimum(with_zeros(spectrum, 64), beta, d).effective_dim);
    }
    return found;
  };
  CHECK(dims(.005) == std::vector<Index>{0, 0, 0, 0, 0});
  CHECK(dims(.12) == std::vector<Index>{2, 2, 2, 2, 2});
  CHECK(dims(.25) == std::vector<Index>{2, 3, 3, 3, 3});
  CHECK(dims(.5) == std::vector<Index>{2, 4, 8, 8, 8});
  CHECK(dims(.51) == std::vector<Index>{2, 4, 8, 16, 64});  // beta > 1/2 fills the null space
}

TEST_CASE(
    "beyond the rank of T features are null functions of norm sqrt(1 - 1/(2 beta)), or zero") {
  const VectorXd s{{1, .5, 0, 0, 0}};
  const Minimum strong = reformulated_minimum(s, 2, 4);
  expect_close(strong.scales.cwiseAbs2(), VectorXd{{1, .875, .75, .75}}, 1e-15);
  const Minimum weak = reformulated_minimum(s, .4, 4);
  expect_close(weak.scales.tail(2), VectorXd{{0, 0}}, 0);
  CHECK(weak.effective_dim == 2);
  CHECK(weak.loss == Approx(.5 - .25 / 1.6 + .4 * 2).epsilon(1e-15));
}

TEST_CASE("the spectral contrastive loss is the reformulated one at beta = 1/2") {
  for (const Index d : {1, 3, 8}) {
    const Minimum contrastive = spectral_contrastive_minimum(spectrum, d);
    const Minimum half = reformulated_minimum(spectrum, .5, d);
    expect_close(contrastive.scales, spectrum.head(d).cwiseSqrt(), 1e-15);
    CHECK(contrastive.loss == Approx(-spectrum.head(d).squaredNorm()).epsilon(1e-15));
    CHECK(contrastive.loss == Approx(2 * half.loss - static_cast<double>(d)).epsilon(1e-13));
    CHECK(contrastive.effective_dim == d);
  }
  CHECK(spectral_contrastive_minimum(VectorXd{{1, .5, 0, 0}}, 3).effective_dim == 2);
}

TEST_CASE("the minimum takes the largest values whatever their order") {
  const Minimum sorted = reformulated_minimum(spectrum, .7, 3);
  const Minimum reversed = reformulated_minimum(VectorXd(spectrum.reverse()), .7, 3);
  expect_close(sorted.scales, reversed.scales, 0);
  CHECK(sorted.loss == reversed.loss);
  CHECK(sorted.scales[0] > sorted.scales[2]);
}

TEST_CASE("the literal loss keeps a mode while (1 - sigma)^2 < 2 beta") {
  const VectorXd sigma{{1, .8, .2}};
  const Minimum best = literal_minimum(sigma, .3, 3);
  expect_close(best.scales.cwiseAbs2(), VectorXd{{1, 1 - .04 / .6, 0}}, 1e-15);
  CHECK(best.effective_dim == 2);
  const VectorXd a = (1 - sigma.array()).square();
  const MatrixXd w = best.scales.asDiagonal();
  CHECK(loss(a, .3, w) == Approx(best.loss).epsilon(1e-14));
  expect_close(gradient(a, .3, w), MatrixXd::Zero(3, 3), 1e-14);
}

TEST_CASE("a spectrum, a weight and a number of functions out of range are refused") {
  const double nan = std::nan("");
  expect_refusal([] { (void)feature_scales(VectorXd(), 1); }, {"feature_scales", "at least one"});
  expect_refusal(
      [] {
        (void)feature_scales(VectorXd{{1, 1.1}}, 1);
      },
      {"[0, 1]", "1.1", "number 1"});
  expect_refusal([] { (void)feature_scales(VectorXd{{-.1}}, 1); }, {"[0, 1]", "-0.1"});
  expect_refusal([&] { (void)feature_scales(VectorXd{{1, nan}}, 1); }, {"[0, 1]", "nan"});
  for (const double beta : {0., -1., nan, HUGE_VAL}) {
    expect_refusal([&] { (void)feature_scales(spectrum, beta); }, {"positive and finite"});
    expect_refusal([&] { (void)reformulated_minimum(spectrum, beta, 2); }, {"positive and finite"});
    expect_refusal([&] { (void)literal_minimum(spectrum, beta, 2); }, {"positive and finite"});
  }
  for (const Index d : {0, -1, 9}) {
    expect_refusal([&] { (void)reformulated_minimum(spectrum, 1, d); },
                   {"reformulated_minimum", "between 1 and the 8 values", std::to_string(d)});
    expect_refusal([&] { (void)literal_minimum(spectrum, 1, d); }, {"literal_minimum"});
    expect_refusal([&] { (void)spectral_contrastive_minimum(spectrum, d); },
                   {"spectral_contrastive_minimum", "between 1 and the 8 values"});
  }
  expect_refusal([] { (void)reformulated_minimum(VectorXd{{2}}, 1, 1); }, {"reformulated_minimum"});
  expect_refusal([] { (void)literal_minimum(VectorXd{{2}}, 1, 1); }, {"literal_minimum"});
}
