#include "readout/neighbours.hpp"

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

constexpr NeighbourOptions plain_votes{.k = 1, .metric = Metric::euclidean, .temperature = 0};

NeighbourOptions votes(Index k, Metric metric, double temperature = 0) {
  return {.k = k, .metric = metric, .temperature = temperature};
}

}  // namespace

TEST_CASE("neighbours on a line, by hand") {
  const MatrixXd train{{0}, {1}, {10}};
  const std::vector<int> labels = {0, 1, 1};
  const MatrixXd queries{{0.4}, {6}};
  expect_close(neighbour_scores(train, labels, 2, queries, plain_votes),
               MatrixXd{{1, 0}, {0, 1}},
               0);
  expect_close(neighbour_scores(train, labels, 2, queries, votes(2, Metric::euclidean)),
               MatrixXd{{0.5, 0.5}, {0, 1}},
               0);
}

TEST_CASE("with a temperature a neighbour counts exp(cosine / t), by hand") {
  // Cosines 1, 0, -1 with the query: weights e^(1/t), 1, e^(-1/t) over their sum.
  const MatrixXd train{{2, 0}, {0, 3}, {-1, 0}};
  const MatrixXd scores =
      neighbour_scores(train, {0, 1, 2}, 3, MatrixXd{{0.5, 0}}, votes(3, Metric::cosine, 0.5));
  const double all = std::exp(2) + 1 + std::exp(-2);
  expect_close(scores, MatrixXd{{std::exp(2) / all, 1 / all, std::exp(-2) / all}}, 1e-15);
  // A small temperature does not overflow.
  const MatrixXd sharp =
      neighbour_scores(train, {0, 1, 2}, 3, MatrixXd{{0.5, 0}}, votes(3, Metric::cosine, 1e-6));
  expect_close(sharp, MatrixXd{{1, 0, 0}}, 0);
}

TEST_CASE("of equally close rows the first is nearer") {
  MatrixXd train = MatrixXd::Constant(40, 3, 0.1);  // 40 equal rows
  train.col(1).setConstant(0.7);
  std::vector<int> labels(40, 1);
  labels[0] = labels[1] = 0;
  for (const Metric metric : {Metric::cosine, Metric::euclidean}) {
    const MatrixXd scores =
        neighbour_scores(train, labels, 2, MatrixXd{{0.3, 0.2, 0.9}}, votes(3, metric));
    expect_close(scores, MatrixXd{{2.0 / 3, 1.0 / 3}}, 1e-15);
  }
}

TEST_CASE("a row of zeros has cosine 0 with every row") {
  const MatrixXd train{{-1, 0}, {0, 0}};
  const MatrixXd scores =
      neighbour_scores(train, {0, 1}, 2, MatrixXd{{1, 0}}, votes(1, Metric::cosine));
  expect_close(scores, MatrixXd{{0, 1}}, 0);
}

TEST_CASE("shares of votes equal those of scikit-learn's KNeighborsClassifier") {
  const MatrixXd x = case_features(30), queries = case_features(9, 30);
  const std::vector<int> y = case_labels(30);
  expect_close(neighbour_scores(x, y, 3, queries, votes(7, Metric::cosine)),
               matrix(reference::votes_cosine, 3),
               1e-12);
  expect_close(neighbour_scores(x, y, 3, queries, votes(7, Metric::euclidean)),
               matrix(reference::votes_euclidean, 3),
               1e-12);
  expect_close(neighbour_scores(x, y, 3, queries, votes(7, Metric::cosine, 0.1)),
               matrix(reference::votes_temperature, 3),
               1e-12);
}

TEST_CASE("panels of products equal the comparison of each pair, ties of a lattice included") {
  // Points of a lattice far from 0 are full of equal distances, which products round differently.
  const MatrixXd lattice =
      (MatrixXd::Random(597, 5) * 2).array().round() + 1000 * MatrixXd::Ones(597, 5).array();
  const MatrixXd queries = lattice.topRows(300) + MatrixXd::Constant(300, 5, 0.5);
  std::vector<int> labels;
  for (Index i = 0; i < lattice.rows(); ++i) labels.push_back(static_cast<int>(i * 7 % 5));
  for (const NeighbourOptions& options : {votes(43, Metric::cosine, 0.1),
                                          votes(43, Metric::cosine),
                                          votes(43, Metric::euclidean),
                                          votes(597, Metric::euclidean)}) {
    expect_close(neighbour_scores(lattice, labels, 5, queries, options),
                 neighbour_scores_plain(lattice, labels, 5, queries, options),
                 0);
  }
}

TEST_CASE("progress tells the queries done, and may stop the work") {
  const MatrixXd x = case_features(30);
  std::int64_t last = 0;
  (void)neighbour_scores(x, case_labels(30), 3, x, plain_votes, [&](const auto& event) {
    CHECK(event.total == 30);
    last = event.done;
  });
  CHECK(last == 30);
  CHECK_THROWS_AS(neighbour_scores(x,
                                   case_labels(30),
                                   3,
                                   x,
                                   plain_votes,
                                   [](const auto&) { throw eigenviews::core::Interrupted(); }),
                  eigenviews::core::Interrupted);
}

TEST_CASE("neighbours refuse k, temperatures, shapes and numbers that are not finite") {
  const MatrixXd x = case_features(6);
  const std::vector<int> y = case_labels(6);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refused = [&](const NeighbourOptions& options,
                           std::initializer_list<std::string_view> parts) {
    expect_refusal([&] { (void)neighbour_scores(x, y, 3, x, options); }, parts);
  };
  refused(votes(0, Metric::cosine), {"[1, 6]", "received 0"});
  refused(votes(7, Metric::cosine), {"[1, 6]", "received 7"});
  refused(votes(1, Metric::cosine, nan), {"temperature", "nan"});
  refused(votes(1, Metric::cosine, -1), {"temperature", "-1"});
  refused(votes(1, Metric::euclidean, 0.1), {"goes with the cosine", "0.1"});
  const auto other = [&](const MatrixXd& train,
                         const std::vector<int>& labels,
                         const MatrixXd& queries,
                         std::initializer_list<std::string_view> parts) {
    expect_refusal([&] { (void)neighbour_scores(train, labels, 3, queries, plain_votes); }, parts);
  };
  other(x, y, x.leftCols(3), {"4 features", "3"});
  other(x, {0, 1}, x, {"each of the 6 rows", "2"});
  other(x, {0, 1, 2, 3, 0, 0}, x, {"3 in row 3"});
  MatrixXd bad = x;
  bad(1, 0) = nan;
  other(bad, y, x, {"nan in row 1, column 0"});
  other(x, y, bad, {"queries", "nan in row 1, column 0"});
  eigenviews::core::set_available_memory_for_tests(100);
  other(x, y, x, {"nearest", "--n"});
  eigenviews::core::set_available_memory_for_tests(-1);
}
