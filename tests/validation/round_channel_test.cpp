// Roundings of matrices of probabilities.
#include <algorithm>

#include "support/channels.hpp"
#include "support/expect.hpp"
#include "validation/candidate_channels.hpp"
#include "validation/round_channel.hpp"

using namespace eigenviews;
using namespace eigenviews::validation;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;

namespace {

void expect_multiples(const MatrixXd& p, int q) {
  const MatrixXd scaled = q * p;
  expect_close(scaled, scaled.array().round().matrix(), 1e-12);
}

// A mean of permutation matrices of random weights.
MatrixXd doubly_stochastic(Index n, std::uint64_t seed) {
  core::Stream stream({.seed = seed, .op = 1001});
  MatrixXd p = MatrixXd::Zero(n, n);
  double sum = 0;
  while (sum < 3) {
    const auto drawn = draw_candidate(n, stream);
    if (!drawn || drawn->entries != Entries::permutations) continue;
    const double weight = stream.uniform();
    p += weight * drawn->channel.dense_p();
    sum += weight;
  }
  return p / sum;
}

}  // namespace

TEST_CASE("rows are rounded by their largest remainders") {
  const MatrixXd p = (MatrixXd(2, 3) << .5, .3, .2, 1. / 3, 1. / 3, 1. / 3).finished();
  const MatrixXd quarters = (MatrixXd(2, 3) << .5, .25, .25, .5, .25, .25).finished();
  expect_close(with_rounded_rows(p, 4), quarters, 1e-15);
  const MatrixXd ones = (MatrixXd(2, 3) << 1, 0, 0, 1, 0, 0).finished();
  expect_close(with_rounded_rows(p, 1), ones, 1e-15);
  expect_close(with_rounded_rows(p.topRows(1), 10), p.topRows(1), 1e-15);
}

TEST_CASE(
    "rows and columns keep their sums where both are rounded, entries move by less than 1/q") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Index n = 2 + static_cast<Index>(seed % 5);
    const MatrixXd p = doubly_stochastic(n, seed);
    for (const int q : {1, 2, 3, 7, 10}) {
      const MatrixXd rounded = with_rounded_margins(p, q);
      expect_multiples(rounded, q);
      CHECK(rounded.minCoeff() >= 0);
      CHECK((rounded - p).cwiseAbs().maxCoeff() < 1. / q);
      expect_close(rounded.rowwise().sum(), VectorXd::Ones(n), 1e-12);
      expect_close(rounded.colwise().sum().transpose(), VectorXd::Ones(n), 1e-12);
    }
  }
}

TEST_CASE("what is rounded already stays") {
  const MatrixXd p = (MatrixXd(2, 2) << .25, .75, .75, .25).finished();
  expect_close(with_rounded_margins(p, 4), p, 0);
  expect_close(with_rounded_rows(p, 4), p, 0);
}

TEST_CASE("symmetric matrices have a symmetric rounding, circulant ones a circulant one") {
  MatrixXd symmetric = doubly_stochastic(4, 3);
  symmetric = (symmetric + symmetric.transpose().eval()) / 2;
  const auto all = roundings(symmetric, 3);
  CHECK(std::any_of(all.begin(), all.end(), [](const MatrixXd& p) {
    return (p - p.transpose()).cwiseAbs().maxCoeff() < 1e-12;
  }));
  MatrixXd circulant(3, 3);
  circulant << .4, .35, .25, .25, .4, .35, .35, .25, .4;
  const MatrixXd turned = roundings(circulant, 2).back();
  CHECK(turned(0, 0) == turned(1, 1));
  CHECK(turned(0, 1) == turned(1, 2));
  expect_multiples(turned, 2);
  CHECK(roundings(test::random_channel(3, 4, 0).dense_p(), 4).size() == 1);
}

TEST_CASE("the common denominator") {
  CHECK(denominator(MatrixXd::Identity(2, 2)) == 1);
  CHECK(denominator((MatrixXd(1, 3) << 1. / 2, 1. / 3, 1. / 6).finished()) == 6);
  CHECK(denominator((MatrixXd(1, 2) << .05, .95).finished()) == 20);
  CHECK(denominator((MatrixXd(1, 2) << .01, .99).finished()) == 1000);
}
