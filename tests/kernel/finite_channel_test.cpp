#include "kernel/finite_channel.hpp"

#include <limits>

#include "support/channels.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::kernel;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

namespace {

// Two originals, three views, by hand: rho_A = (.25 * .5 + .75 * 0, .25 * .5 + .75 * .2, .75 * .8).
MatrixXd hand_p() { return (MatrixXd(2, 3) << 0.5, 0.5, 0, 0, 0.2, 0.8).finished(); }
VectorXd hand_rho() { return VectorXd{{0.25, 0.75}}; }

SparseMatrix sparse(const MatrixXd& p) { return p.sparseView(); }

}  // namespace

TEST_CASE("marginal, forward and backward of a channel worked out by hand") {
  for (const bool is_sparse : {false, true}) {
    const FiniteChannel channel = is_sparse ? FiniteChannel(sparse(hand_p()), hand_rho())
                                            : FiniteChannel(hand_p(), hand_rho());
    CHECK(channel.is_sparse() == is_sparse);
    CHECK(channel.originals() == 2);
    CHECK(channel.views() == 3);
    expect_close(channel.rho_a(), VectorXd{{0.125, 0.275, 0.6}}, 2e-16);
    // (T f)(0) = (1 + 2) / 2, (T f)(1) = .2 * 2 + .8 * 4
    expect_close(channel.forward(VectorXd{{1, 2, 4}}), VectorXd{{1.5, 3.6}}, 1e-15);
    // (T* g)(1) = (.25 * .5 * 10 + .75 * .2 * 20) / .275
    expect_close(channel.backward(VectorXd{{10, 20}}), VectorXd{{10, 4.25 / 0.275, 20}}, 1e-13);
    expect_close(channel.dense_p(), hand_p(), 0);
  }
}

TEST_CASE("an empty prior is uniform and row sums within 1e-6 are made exact") {
  MatrixXd p = hand_p();
  p(0, 0) += 5e-7;
  const FiniteChannel channel(p);
  expect_close(channel.rho_x(), VectorXd{{0.5, 0.5}}, 0);
  expect_close(channel.dense_p().rowwise().sum(), VectorXd::Ones(2), 4e-16);
}

TEST_CASE("a channel with bad entries is refused with row, column and value") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (const bool is_sparse : {false, true}) {
    const auto make = [&](const MatrixXd& p) {
      return is_sparse ? FiniteChannel(sparse(p)) : FiniteChannel(p);
    };
    MatrixXd p = hand_p();
    p(1, 1) = -0.2;
    expect_refusal([&] { make(p); }, {"finite and >= 0", "P[1, 1] = -0.2"});
    p(1, 1) = nan;
    expect_refusal([&] { make(p); }, {"P[1, 1] = nan"});
    p(1, 1) = 0.25;
    expect_refusal([&] { make(p); }, {"every row of P must sum to 1", "row 1", "1.05"});
    p = hand_p();
    p.col(1) << 0, 0;
    p(0, 0) = 1;
    p(1, 2) = 1;
    expect_refusal([&] { make(p); }, {"every view must be reached", "1"});
    expect_refusal([&] { make(MatrixXd(0, 3)); }, {"at least one row"});
  }
}

TEST_CASE("prior weights that are no positive probability are refused") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  expect_refusal([] { FiniteChannel(hand_p(), VectorXd{{0.0, 1.0}}); }, {"positive", "0"});
  expect_refusal([] { FiniteChannel(hand_p(), VectorXd{{nan, 1.0}}); }, {"positive", "nan"});
  expect_refusal(
      [] {
        FiniteChannel(hand_p(), VectorXd{{0.5, 0.6}});
      },
      {"rho_X must sum to 1", "1.1"});
  expect_refusal([] { FiniteChannel(hand_p(), VectorXd{{1.0}}); }, {"one weight for each row"});
}

TEST_CASE("products of channels multiply entries, priors and singular values") {
  const FiniteChannel first(hand_p(), hand_rho());
  const FiniteChannel second = test::random_channel(3, 4, 11);
  const FiniteChannel both = product(first, second);
  REQUIRE(both.originals() == 6);
  REQUIRE(both.views() == 12);
  CHECK(both.dense_p()(1 * 3 + 2, 1 * 4 + 3) == Approx(0.2 * second.dense_p()(2, 3)));
  CHECK(both.rho_x()[1 * 3 + 2] == Approx(0.75 * second.rho_x()[2]));

  const VectorXd a = test::plain_svd(test::plain_operator(first)).sigma;
  const VectorXd b = test::plain_svd(test::plain_operator(second)).sigma;
  VectorXd expected = (a * b.transpose()).reshaped();
  std::sort(expected.begin(), expected.end(), std::greater<>());
  expect_close(test::plain_svd(test::plain_operator(both)).sigma, expected, 1e-13);

  const FiniteChannel mixed = product(FiniteChannel(sparse(hand_p()), hand_rho()), second);
  CHECK(mixed.is_sparse());
  expect_close(mixed.dense_p(), both.dense_p(), 2e-16);
}

TEST_CASE("composition is the matrix product and obeys data processing") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const FiniteChannel first = test::random_channel(9, 7, seed);
    const FiniteChannel second(test::random_channel(7, 12, seed + 9).dense_p());
    const FiniteChannel chain = compose(first, second);
    expect_close(chain.dense_p(), first.dense_p() * second.dense_p(), 1e-15);
    expect_close(chain.rho_x(), first.rho_x(), 1e-16);
    const VectorXd before = test::plain_svd(test::plain_operator(first)).sigma;
    const VectorXd after = test::plain_svd(test::plain_operator(chain)).sigma;
    for (Index i = 0; i < before.size(); ++i) CHECK(after[i] <= before[i] + 1e-14);
  }
  const FiniteChannel p(sparse(hand_p()));
  const FiniteChannel q(sparse((MatrixXd(3, 2) << 1, 0, 0.5, 0.5, 0, 1).finished()));
  CHECK(compose(p, q).is_sparse());
  expect_close(compose(p, q).dense_p(), p.dense_p() * q.dense_p(), 1e-16);
  expect_refusal([&] { return compose(p, p); }, {"start from the views of the first", "3", "2"});
}

TEST_CASE("a mixture averages its channels") {
  const FiniteChannel first(hand_p(), hand_rho());
  const FiniteChannel second((MatrixXd(2, 3) << 0, 0.2, 0.8, 1, 0, 0).finished(), hand_rho());
  const FiniteChannel mixed = mixture({0.25, 0.75}, {first, second});
  expect_close(mixed.dense_p(),
               (MatrixXd(2, 3) << 0.125, 0.275, 0.6, 0.75, 0.05, 0.2).finished(),
               2e-16);
  expect_close(
      mixture({0.25, 0.75}, {FiniteChannel(sparse(hand_p()), hand_rho()), second}).dense_p(),
      mixed.dense_p(),
      2e-16);

  expect_refusal([&] { return mixture({}, {}); }, {"at least one channel"});
  expect_refusal([&] { return mixture({1.0}, {first, second}); }, {"one weight for each"});
  expect_refusal(
      [&] {
        return mixture({1.5, -0.5}, {first, second});
      },
      {"weights must be > 0", "-0.5"});
  expect_refusal(
      [&] {
        return mixture({0.5, 0.6}, {first, second});
      },
      {"weights must sum to 1", "1.1"});
  expect_refusal(
      [&] {
        return mixture({0.5, 0.5}, {first, FiniteChannel(hand_p())});
      },
      {"share their spaces"});
  expect_refusal(
      [&] {
        return mixture({0.5, 0.5}, {first, test::random_channel(2, 4, 1)});
      },
      {"share their spaces"});
}
