#include "readout/logistic.hpp"

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

namespace {

MatrixXd probabilities(const LinearScores& scores, const MatrixXd& x) {
  const MatrixXd s = scores.of(x).array().exp();
  return s.array().colwise() / s.rowwise().sum().array();
}

std::vector<int> is_one(const std::vector<int>& labels) {
  std::vector<int> two;
  for (const int label : labels) two.push_back(label == 1 ? 1 : 0);
  return two;
}

}  // namespace

TEST_CASE("the logistic loss of two originals, by hand") {
  // Scores (0, 0) and (2, 0) with labels 1 and 0; W = (1, 0), b = 0: penalty 2 / (2 c n) = 1 / 4.
  const LinearScores at{MatrixXd{{1, 0}}, Eigen::RowVectorXd::Zero(2)};
  const LogisticLoss loss = logistic_loss(MatrixXd{{0}, {2}}, {1, 0}, at, 2);
  CHECK(loss.value == Approx((std::log(2) + std::log(1 + std::exp(-2))) / 2 + 0.25).margin(1e-15));
}

TEST_CASE("the gradient of the logistic loss is that of finite differences") {
  const MatrixXd x = case_features(12);
  for (const Index classes : {2, 3}) {
    const std::vector<int> y = classes == 2 ? is_one(case_labels(12)) : case_labels(12);
    LinearScores at{MatrixXd::Random(4, classes), Eigen::RowVectorXd::Random(classes)};
    const LogisticLoss loss = logistic_loss(x, y, at, 0.7);
    constexpr double h = 1e-6;  // error h^2 / 6 + eps / h: about 1e-10
    const auto slope = [&](double& number) {
      const double before = number;
      number = before + h;
      const double above = logistic_loss(x, y, at, 0.7).value;
      number = before - h;
      const double below = logistic_loss(x, y, at, 0.7).value;
      number = before;
      return (above - below) / (2 * h);
    };
    for (Index k = 0; k < classes; ++k) {
      for (Index j = 0; j < 4; ++j) {
        CHECK(std::abs(slope(at.weights(j, k)) - loss.weights(j, k)) <= 1e-8);
      }
      CHECK(std::abs(slope(at.intercept[k]) - loss.intercept[k]) <= 1e-8);
    }
  }
}

TEST_CASE("logistic regression equals scikit-learn's LogisticRegression, also of two classes") {
  const MatrixXd x = case_features(30), queries = case_features(9, 30);
  const LogisticOptions options{.c = 2, .tolerance = 5e-8};
  constexpr double bound = 2 * 30 * 5e-8;  // c n |gradient|
  const LogisticFit fit = fit_logistic(x, case_labels(30), 3, options);
  CHECK(fit.converged);
  CHECK(fit.reason == "converged");
  expect_close(fit.scores.weights, matrix(reference::logistic_weights, 3), bound);
  expect_close(probabilities(fit.scores, queries),
               matrix(reference::logistic_probabilities, 3),
               bound);
  const LogisticFit two = fit_logistic(x, is_one(case_labels(30)), 2, options);
  expect_close(probabilities(two.scores, queries),
               matrix(reference::logistic_two_probabilities, 2),
               bound);
}

TEST_CASE("the reported gradient is that at the solution, and the tolerance is the one it meets") {
  const MatrixXd x = case_features(30);
  const std::vector<int> y = case_labels(30);
  for (const double tolerance : {1e-2, 1e-5, 1e-7}) {
    const LogisticFit fit = fit_logistic(x, y, 3, {.tolerance = tolerance});
    const LogisticLoss at = logistic_loss(x, y, fit.scores, 1);
    CHECK(fit.converged);
    CHECK(fit.gradient <= tolerance);
    CHECK(std::abs(fit.loss - at.value) <= 1e-12);
    const double largest =
        std::max(at.weights.cwiseAbs().maxCoeff(), at.intercept.cwiseAbs().maxCoeff());
    CHECK(std::abs(fit.gradient - largest) <= 1e-13);
  }
}

TEST_CASE("an iteration that is cut short is not called converged") {
  const LogisticFit fit =
      fit_logistic(case_features(30), case_labels(30), 3, {.tolerance = 1e-12, .iterations = 2});
  CHECK_FALSE(fit.converged);
  CHECK(fit.iterations == 2);
  CHECK(fit.gradient > 1e-12);
  CHECK(fit.reason.find("number of iterations") != std::string::npos);
  const LogisticFit beyond_rounding =
      fit_logistic(case_features(30), case_labels(30), 3, {.tolerance = 1e-300});
  CHECK_FALSE(beyond_rounding.converged);
  CHECK(beyond_rounding.gradient < 1e-6);
}

TEST_CASE("a listener sees the iterations, and its exception comes through") {
  std::int64_t seen = 0;
  const auto fit = fit_logistic(case_features(30), case_labels(30), 3, {}, [&](const auto& event) {
    CHECK(event.note.find("gradient") != std::string::npos);
    seen = event.done;
  });
  CHECK(seen == fit.iterations);
  int told = 0;
  const auto stop = [&](const auto&) {
    ++told;
    throw eigenviews::core::Interrupted();
  };
  CHECK_THROWS_AS(fit_logistic(case_features(30), case_labels(30), 3, {}, stop),
                  eigenviews::core::Interrupted);
  CHECK(told == 1);
}

TEST_CASE("logistic regression refuses options, shapes and numbers that are not finite") {
  const MatrixXd x = case_features(6);
  const std::vector<int> y = case_labels(6);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refused = [&](const LogisticOptions& options,
                           std::initializer_list<std::string_view> parts) {
    expect_refusal([&] { (void)fit_logistic(x, y, 3, options); }, parts);
  };
  refused({.c = 0}, {"C must", "received 0"});
  refused({.c = nan}, {"C must", "nan"});
  refused({.tolerance = nan}, {"tolerance", "nan"});
  refused({.tolerance = 0}, {"tolerance", "received 0"});
  refused({.iterations = 0}, {"one iteration", "0"});
  expect_refusal([&] { (void)fit_logistic(x, {0, 1}, 3, {}); }, {"each of the 6 rows"});
  expect_refusal([&] { (void)fit_logistic(x, y, 1, {}); }, {"two classes"});
  expect_refusal([&] { (void)fit_logistic(x, y, 1 << 30, {}); }, {"2^31 weights"});
  MatrixXd bad = x;
  bad(5, 1) = INFINITY;
  expect_refusal([&] { (void)fit_logistic(bad, y, 3, {}); }, {"inf in row 5, column 1"});
  const LinearScores at{MatrixXd::Zero(4, 3), Eigen::RowVectorXd::Zero(3)};
  expect_refusal([&] { (void)logistic_loss(bad, y, at, 1); }, {"inf in row 5"});
  expect_refusal([&] { (void)logistic_loss(x, {0}, at, 1); }, {"each of the 6 rows"});
  eigenviews::core::set_available_memory_for_tests(100);
  refused({}, {"logistic", "--n"});
  eigenviews::core::set_available_memory_for_tests(-1);
}
