#include "theory/gradient_noise.hpp"

#include "support/expect.hpp"
#include "theory/tools.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using namespace eigenviews::theory::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using eigenviews::test::expect_refusal;

namespace {

constexpr double noise = .02;

// Euler-Maruyama steps of the flow with noise.
MatrixXd noisy(MatrixXd w, const VectorXd& s, double beta, double eta, int steps, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal(0, std::sqrt(eta) * noise);
  for (int i = 0; i < steps; ++i) {
    w -= eta * reformulated_loss(s, beta, w).gradient;
    w += MatrixXd::NullaryExpr(w.rows(), w.cols(), [&] { return normal(engine); });
  }
  return w;
}

}  // namespace

TEST_CASE("the variance of a collapsed mode by hand and against a simulation") {
  CHECK(collapsed_variance(.5, .1, .02) == Approx(4e-4 / (2 * .6)));
  CHECK(collapsed_variance(.5, .1, 0) == 0);
  // Rows of one mode each, s = .4 and beta = .1: a = -.8; 2000 entries, relative error 3.2 %.
  const VectorXd s = VectorXd::Constant(1, .4);
  double squares = 0;
  for (unsigned seed = 0; seed < 2000; ++seed) {
    squares += noisy(MatrixXd::Zero(1, 1), s, .1, .02, 400, seed).squaredNorm();
  }
  CHECK(squares / 2000 == Approx(collapsed_variance(.4, .1, noise)).epsilon(4.5 * .032));
}

TEST_CASE("noise makes the span depend on beta, as the collapsed modes predict") {
  const VectorXd s = powers(.81, 12);
  const auto alignment = [&](double beta) {
    double mean = 0;
    for (unsigned seed = 0; seed < 4; ++seed) {
      const MatrixXd w = noisy(.1 * random_matrix(12, 4, seed), s, beta, .01, 8000, seed);
      mean += basis_of(w).topRows(4).squaredNorm() / 16;
    }
    return mean;
  };
  CHECK(alignment(.1) < .85);
  CHECK(alignment(.3) > .97);
  CHECK(alignment(2) > .99);
}

TEST_CASE("the variance of a collapsed mode refuses modes that are kept") {
  const double nan = std::nan("");
  expect_refusal([] { (void)collapsed_variance(.5, .25, 1); }, {"must decay", "1 - s > 2 beta"});
  expect_refusal([] { (void)collapsed_variance(-1, .1, 1); }, {"[0, 1]"});
  expect_refusal([] { (void)collapsed_variance(.5, 0, 1); }, {"beta"});
  expect_refusal([&] { (void)collapsed_variance(.5, .1, nan); }, {"the noise"});
}
