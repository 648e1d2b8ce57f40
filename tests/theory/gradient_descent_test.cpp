#include "theory/gradient_descent.hpp"

#include <Eigen/Eigenvalues>

#include "support/expect.hpp"
#include "theory/minimiser.hpp"
#include "theory/span_flow.hpp"
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

const VectorXd five{{1, .8, .6, .3, .1}};

MatrixXd minimum(double beta, Index d) {
  MatrixXd w = MatrixXd::Zero(five.size(), d);
  w.topRows(d) = feature_scales(five.head(d), beta).asDiagonal();
  return w;
}

MatrixXd descended(MatrixXd w, double beta, double eta, int steps) {
  for (int i = 0; i < steps && w.cwiseAbs().maxCoeff() < 1e3; ++i) {
    w -= eta * reformulated_loss(five, beta, w).gradient;
  }
  return w;
}

}  // namespace

TEST_CASE("the Hessian at the minimum by central differences") {
  for (const Index d : {1, 2, 3}) {
    for (const double beta : {.5, 4.}) {
      const MatrixXd w = minimum(beta, d);
      MatrixXd hessian(w.size(), w.size());
      for (Index i = 0; i < w.size(); ++i) {
        MatrixXd up = w;
        MatrixXd down = w;
        up(i) += 1e-5;
        down(i) -= 1e-5;
        const MatrixXd column = (reformulated_loss(five, beta, up).gradient -
                                 reformulated_loss(five, beta, down).gradient) /
                                2e-5;
        hessian.col(i) = column.reshaped();
      }
      const Eigen::SelfAdjointEigenSolver<MatrixXd> solved((hessian + hessian.transpose()) / 2);
      INFO("beta " << beta << ", d " << d);
      expect_close(solved.eigenvalues(), hessian_spectrum(five, beta, d), 1e-6);
    }
  }
}

TEST_CASE("the Hessian's spectrum by hand") {
  // d = 2, beta = .5: c^2 = s. Rotation 0; gaps 2 (1 - .5), 2 (.8 - .5); 4 beta (c_1^2 + c_2^2) =
  // 3.6; 8 beta c^2 = 4 and 3.2.
  expect_close(hessian_spectrum(VectorXd{{.5, 1, .8}}, .5, 2),
               VectorXd{{0, .6, 1, 3.2, 3.6, 4}},
               1e-14);
}

TEST_CASE("gradient descent stays below the limit of the step size and leaves above it") {
  for (const double beta : {.5, 4.}) {
    const double limit = stability_limit(five, beta, 2);
    CHECK(limit == Approx(1 / (4 * beta)));
    const MatrixXd start = minimum(beta, 2) + 1e-6 * random_matrix(5, 2, 1);
    const auto off = [&](double factor) {
      const double top = singular_values(descended(start, beta, factor * limit, 3000))[0];
      return std::abs(top - 1);  // c_1 = 1
    };
    CHECK(off(.97) < 1e-4);
    CHECK_FALSE(off(1.03) < 1e-2);
  }
  CHECK(stability_limit(VectorXd{{.5}}, .5, 1) == Approx(1));
}

TEST_CASE("at low beta a mode that is not learned limits the step size") {
  // beta = .21, d = 1: 8 beta c_1^2 = 1.68 is below 2 (s_1 - s_5) = 1.8.
  const double limit = stability_limit(five, .21, 1);
  CHECK(limit == Approx(1 / .9));
  CHECK(limit < 1 / (4 * .21));
  const MatrixXd start = minimum(.21, 1) + 1e-6 * random_matrix(5, 1, 1);
  const auto last_mode = [&](double eta) {
    return std::abs(descended(start, .21, eta, 3000)(4, 0));
  };
  CHECK(last_mode(.97 * limit) < 1e-9);
  CHECK_FALSE(last_mode(1.03 * limit) < 1e-2);
}

TEST_CASE("the condition number is the ratio of the ends of the spectrum") {
  for (const double beta : {.21, .5, 4.}) {
    for (const Index d : {1, 2, 3}) {
      if (!(1 - five[d - 1] < 2 * beta)) continue;
      const VectorXd spectrum = hessian_spectrum(five, beta, d);
      double smallest = HUGE_VAL;
      for (const double value : spectrum) {
        if (value > 1e-12) smallest = std::min(smallest, value);
      }
      CHECK(condition_number(five, beta, d) ==
            Approx(spectrum.maxCoeff() / smallest).epsilon(1e-12));
    }
  }
  CHECK(condition_number(five, .5, 2) == Approx(4 * .5 / .2));
  CHECK(condition_number(five, 4, 2) == Approx(4 * 4 / .2));
  CHECK(std::isinf(condition_number(VectorXd{{1, .5, .5}}, 1, 2)));
}

TEST_CASE("steps to an angle grow linearly in beta") {
  const MatrixXd start = 1e-2 * random_matrix(5, 2, 405);
  const double tan_start = tangent_to_leading(start);
  double last = 0;
  for (const double beta : {.5, 2., 8., 32.}) {
    const double eta = .5 / (4 * beta);
    int steps = 0;
    for (MatrixXd w = start; tangent_to_leading(w) > 1e-3; ++steps) w = descended(w, beta, eta, 1);
    const double predicted = steps_to_tangent(tan_start, 1e-3, eta, five[1], five[2]);
    INFO("beta " << beta << ", steps " << steps << ", predicted " << predicted);
    CHECK(predicted == Approx(steps).epsilon(.3));
    if (last > 0) CHECK(predicted / last == Approx(4).epsilon(.06));
    last = predicted;
  }
}

TEST_CASE("gradient descent's predictions refuse what is out of range") {
  const double nan = std::nan("");
  expect_refusal([] { (void)hessian_spectrum(five, .2, 3); },
                 {"hessian_spectrum", "every mode must be kept", "raise beta or lower d"});
  expect_refusal([] { (void)hessian_spectrum(five, 1, 6); }, {"functions"});
  expect_refusal([] { (void)hessian_spectrum(VectorXd{{2}}, 1, 1); }, {"[0, 1]"});
  expect_refusal([&] { (void)hessian_spectrum(five, nan, 1); }, {"beta"});
  expect_refusal([] { (void)stability_limit(VectorXd{{.5}}, .25, 1); },
                 {"stability_limit", "1 - s < 2 beta"});
  expect_refusal([] { (void)stability_limit(VectorXd{{1.5}}, 1, 1); }, {"[0, 1]"});
  expect_refusal([] { (void)stability_limit(five, 0, 1); }, {"beta"});
  expect_refusal([] { (void)stability_limit(five, 1, 0); }, {"functions"});
  expect_refusal([] { (void)condition_number(five, 1, 5); }, {"at least 6", "received 5"});
  expect_refusal([] { (void)condition_number(five, .09, 2); }, {"every mode must be kept"});
  expect_refusal([] { (void)steps_to_tangent(0, 1, .1, .5, .1); }, {"at the start"});
  expect_refusal([&] { (void)steps_to_tangent(HUGE_VAL, 1, .1, .5, .1); }, {"at the start"});
  expect_refusal([&] { (void)steps_to_tangent(1, nan, .1, .5, .1); }, {"to reach"});
  expect_refusal([] { (void)steps_to_tangent(1, 2, .1, .5, .1); }, {"must be below 1"});
  expect_refusal([] { (void)steps_to_tangent(1, .1, 0, .5, .1); }, {"step size"});
  expect_refusal([] { (void)steps_to_tangent(1, .1, .1, 1.5, .1); }, {"[0, 1]"});
  expect_refusal([] { (void)steps_to_tangent(1, .1, .1, .5, -.1); }, {"[0, 1]"});
  expect_refusal([] { (void)steps_to_tangent(1, .1, .1, .5, .5); }, {"in (0, 1)", "received 0"});
  expect_refusal([] { (void)steps_to_tangent(1, .1, 2, .5, .1); }, {"in (0, 1)", "received 1.6"});
}
