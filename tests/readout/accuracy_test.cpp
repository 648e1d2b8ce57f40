#include "readout/accuracy.hpp"

#include <cmath>
#include <limits>

#include "support/expect.hpp"

using namespace eigenviews::readout;
using namespace eigenviews::test;
using Eigen::MatrixXd;
using Eigen::MatrixXi;

TEST_CASE("top-1, top-5 and confusion of three originals, by hand") {
  MatrixXd scores = MatrixXd::Zero(3, 7);
  scores.row(0) << 9, 8, 7, 6, 5, 4, 3;  // class 4 is the fifth
  scores.row(1) << 9, 8, 7, 6, 5, 4, 3;  // class 5 the sixth
  scores.row(2) << 0, 1, 0, 0, 0, 0, 0;
  const Accuracy accuracy = accuracy_of(scores, {4, 5, 1});
  CHECK(accuracy.top1 == Approx(1.0 / 3).margin(1e-15));
  CHECK(accuracy.top5 == Approx(2.0 / 3).margin(1e-15));
  CHECK(accuracy.confusion(4, 0) == 1);
  CHECK(accuracy.confusion(5, 0) == 1);
  CHECK(accuracy.confusion(1, 1) == 1);
  CHECK(accuracy.confusion.sum() == 3);
}

TEST_CASE("of equal scores the lower class comes first, in the prediction and among five") {
  const MatrixXd equal = MatrixXd::Ones(1, 6);
  CHECK(accuracy_of(equal, {0}).top1 == 1);
  CHECK(accuracy_of(equal, {1}).top1 == 0);
  CHECK(accuracy_of(equal, {1}).confusion(1, 0) == 1);
  CHECK(accuracy_of(equal, {4}).top5 == 1);
  CHECK(accuracy_of(equal, {5}).top5 == 0);
}

TEST_CASE("precision, recall and F1 of a confusion matrix, by hand") {
  const auto classes = class_accuracies(MatrixXi{{3, 1, 0}, {2, 4, 0}, {0, 0, 0}});
  CHECK(classes[0].count == 4);
  CHECK(classes[0].precision == Approx(0.6).margin(1e-15));
  CHECK(classes[0].recall == Approx(0.75).margin(1e-15));
  CHECK(classes[0].f1 == Approx(2.0 / 3).margin(1e-15));  // 2 * 3 / (4 + 5)
  CHECK(std::isnan(classes[2].precision));
  CHECK(std::isnan(classes[2].recall));
}

TEST_CASE("scores that are not finite, and labels that do not fit, are refused") {
  MatrixXd scores = MatrixXd::Zero(2, 3);
  expect_refusal([&] { (void)accuracy_of(scores, {0}); }, {"each of the 2 rows"});
  expect_refusal([&] { (void)accuracy_of(scores, {0, 3}); }, {"3 in row 1"});
  scores(1, 2) = std::numeric_limits<double>::quiet_NaN();
  expect_refusal([&] { (void)accuracy_of(scores, {0, 1}); }, {"nan in row 1, column 2"});
}
