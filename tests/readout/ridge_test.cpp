#include "readout/ridge.hpp"

#include <cmath>
#include <limits>

#include "core/memory.hpp"
#include "readout/cases.hpp"
#include "readout/reference.hpp"
#include "support/expect.hpp"

using namespace eigenviews::readout;
using namespace eigenviews::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

const std::vector<double> grid = {0.01, 0.1, 1, 10, 100};

// The mean squared error of each original by a fit without it: the definition.
double left_out_error(const MatrixXd& x, const MatrixXd& y, double penalty) {
  double sum = 0;
  for (Index i = 0; i < x.rows(); ++i) {
    std::vector<Index> others;
    for (Index k = 0; k < x.rows(); ++k) {
      if (k != i) others.push_back(k);
    }
    const RidgeFit fit = fit_ridge(x(others, Eigen::all), y(others, Eigen::all), {penalty});
    sum += (fit.scores.of(x.row(i)) - y.row(i)).squaredNorm();
  }
  return sum / static_cast<double>(y.size());
}

}  // namespace

TEST_CASE("ridge through (0, 0) and (2, 2), by hand: the intercept is not penalised") {
  // Centred: x = y = -1, 1; w = 2 / (2 + 2) = 1/2, b = 1 - 1/2.
  const RidgeFit fit = fit_ridge(MatrixXd{{0}, {2}}, MatrixXd{{0}, {2}}, {2});
  CHECK(fit.scores.weights(0, 0) == Approx(0.5).margin(1e-15));
  CHECK(fit.scores.intercept[0] == Approx(0.5).margin(1e-15));
  // Without one point the other is the constant: errors 2 and 2.
  CHECK(fit.loo_errors[0] == Approx(4).margin(1e-13));
  CHECK_FALSE(fit.at_end);  // there was no choice
}

TEST_CASE("ridge regression equals scikit-learn's Ridge and RidgeCV") {
  const MatrixXd x = case_features(30), y = case_targets(x);
  const RidgeFit one = fit_ridge(x, y, {3});
  expect_close(one.scores.weights, matrix(reference::ridge_weights, 2), 1e-10);
  expect_close(one.scores.intercept, matrix(reference::ridge_intercept, 2), 1e-10);
  const RidgeFit chosen = fit_ridge(x, y, grid);
  CHECK(chosen.penalty == reference::ridge_cv_penalty[0]);
  expect_close(chosen.loo_errors, matrix(reference::ridge_cv_errors, 1), 1e-9);
  expect_close(chosen.scores.weights, matrix(reference::ridge_cv_weights, 2), 1e-10);
}

TEST_CASE("ridge on class targets equals scikit-learn's RidgeClassifier and RidgeClassifierCV") {
  const MatrixXd x = case_features(30), y = class_targets(case_labels(30), 3);
  const RidgeFit one = fit_ridge(x, y, {3});
  expect_close(one.scores.of(case_features(9, 30)),
               matrix(reference::ridge_class_scores, 3),
               1e-10);
  const RidgeFit chosen = fit_ridge(x, y, grid);
  CHECK(chosen.penalty == reference::ridge_class_penalty[0]);
  expect_close(chosen.loo_errors, matrix(reference::ridge_class_errors, 1), 1e-10);
}

TEST_CASE("ridge with more features than originals equals scikit-learn's") {
  const MatrixXd x = case_features(30), y = case_targets(x);
  const RidgeFit fit = fit_ridge(x.topRows(3), y.topRows(3), {0.5});
  expect_close(fit.scores.weights, matrix(reference::ridge_wide_weights, 2), 1e-10);
}

TEST_CASE("leave-one-out errors through leverages are those of fits without each original") {
  const MatrixXd x = case_features(30), y = case_targets(x);
  const RidgeFit fit = fit_ridge(x, y, grid);
  for (Index i = 0; i < fit.loo_errors.size(); ++i) {
    const double expected = left_out_error(x, y, grid[static_cast<std::size_t>(i)]);
    CHECK(std::abs(fit.loo_errors[i] - expected) <= 1e-9 * expected);
  }
}

TEST_CASE("a penalty at an end of the grid says so, and of equal ones the first wins") {
  const MatrixXd x = case_features(30);
  const RidgeFit exact = fit_ridge(x, x, {1e-6, 1, 10});
  CHECK(exact.penalty == 1e-6);
  CHECK(exact.at_end);
  CHECK_FALSE(fit_ridge(x, x, {1e-6, 1e-6}).at_end);
  // Features without a use: every penalty gives the mean.
  const MatrixXd constant = MatrixXd::Constant(30, 2, 7);
  CHECK(fit_ridge(constant, case_targets(x), {10, 1, 0.1}).penalty == 10);
}

TEST_CASE("a large problem in panels has the normal equations' solution") {
  const MatrixXd x = MatrixXd::Random(5000, 7).array() + 2, y = MatrixXd::Random(5000, 3);
  const RidgeFit fit = fit_ridge(x, y, {10});
  const MatrixXd residual = y - fit.scores.of(x);
  // Zero gradient: X^T (y - yhat) = alpha W, 1^T (y - yhat) = 0.
  expect_close(x.transpose() * residual, 10 * fit.scores.weights, 1e-8);
  expect_close(residual.colwise().sum(), Eigen::RowVectorXd::Zero(3), 1e-8);
}

TEST_CASE("class targets are 1 in the label's column and -1 elsewhere") {
  expect_close(class_targets({1, 0}, 2), MatrixXd{{-1, 1}, {1, -1}}, 0);
  expect_refusal([] { (void)class_targets({0, 2}, 2); }, {"between 0 and 1", "2 in row 1"});
  expect_refusal([] { (void)class_targets({-1}, 2); }, {"-1 in row 0"});
  expect_refusal([] { (void)class_targets({0}, 1); }, {"at least two classes", "1"});
}

TEST_CASE(
    "ridge refuses penalties, shapes and numbers that are not finite, and too little memory") {
  const MatrixXd x = case_features(6), y = case_targets(x);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refused = [](const MatrixXd& a,
                          const MatrixXd& b,
                          const std::vector<double>& penalties,
                          std::initializer_list<std::string_view> parts) {
    expect_refusal([&] { (void)fit_ridge(a, b, penalties); }, parts);
  };
  refused(x, y, {}, {"penalty", "none"});
  refused(x, y, {0}, {"> 0", "received 0"});
  refused(x, y, {nan}, {"> 0", "nan"});
  refused(x, y, {1, INFINITY}, {"finite", "inf"});
  refused(x, y.topRows(5), {1}, {"same number of rows", "6 and 5"});
  refused(x.topRows(1), y.topRows(1), {1}, {"at least 2", "1 and 1"});
  refused(MatrixXd(0, 4), y, {1}, {"at least one row", "0 x 4"});
  MatrixXd bad = x;
  bad(2, 3) = nan;
  refused(bad, y, {1}, {"finite", "nan in row 2, column 3"});
  refused(x, bad, {1}, {"targets", "nan in row 2, column 3"});
  eigenviews::core::set_available_memory_for_tests(100);
  refused(x, y, {1}, {"ridge", "--n"});
  eigenviews::core::set_available_memory_for_tests(-1);
}
