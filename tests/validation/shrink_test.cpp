// Instances made simpler while they stay counterexamples.
#include "validation/shrink.hpp"
#include "support/channels.hpp"
#include "support/expect.hpp"
#include "validation/round_channel.hpp"

using namespace eigenviews;
using namespace eigenviews::validation;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;

namespace {

Instance shrunk(const std::string& id, const Instance& start) {
  const Statement& statement = find_statement(id);
  REQUIRE(violated(statement, start));
  Instance result =
      shrink(start, [&](const Instance& instance) { return violated(statement, instance); });
  CHECK(violated(statement, result));
  return result;
}

FiniteChannel channel_of(const MatrixXd& p) { return FiniteChannel(p); }

}  // namespace

TEST_CASE("a large channel off its stationary prior comes down to two states in quarters") {
  const Instance result = shrunk("one-space", {test::random_channel(7, 7, 3), 4, 5});
  CHECK(result.channel.originals() == 2);
  CHECK(result.channel.views() == 2);
  CHECK(denominator(result.channel.dense_p()) <= 4);
  CHECK(result.channel.rho_x()[0] == Approx(.5));
  CHECK(result.functions == 1);
  CHECK(result.beta == .5);
}

TEST_CASE("surplus features need one original, two views and d = 2") {
  const Instance result = shrunk("inclusion", {test::random_channel(2, 6, 1), 5, 5});
  CHECK(result.channel.originals() == 1);
  CHECK(result.channel.views() == 2);
  test::expect_close(result.channel.dense_p(), MatrixXd::Constant(1, 2, .5), 1e-15);
  CHECK(result.functions == 2);
  CHECK(result.beta == 1);
}

TEST_CASE("a non-normal channel of five states comes down to three") {
  MatrixXd p(5, 5);
  p << .6, .4, 0, 0, 0, .1, .3, .6, 0, 0, .3, .3, .4, 0, 0, 0, 0, 0, .7, .3, 0, 0, 0, .3, .7;
  const Instance result = shrunk("order", {channel_of(p), 3, 1});
  CHECK(result.channel.originals() == 3);
  CHECK(denominator(result.channel.dense_p()) <= 3);
}

TEST_CASE("a non-normal channel with a uniform stationary prior is rounded within its class") {
  const MatrixXd p = (MatrixXd(3, 3) << .6, .4, 0, .1, .3, .6, .3, .3, .4).finished();
  const MatrixXd start = .93 * p + .07 * MatrixXd::Identity(3, 3);
  const Instance result = shrunk("literal-positive", {channel_of(start), 2, .5});
  CHECK(result.channel.originals() == 3);
  test::expect_close(result.channel.rho_a(), VectorXd::Constant(3, 1. / 3), 1e-15);
  CHECK(denominator(result.channel.dense_p()) <= 10);
}

TEST_CASE("what nothing simpler keeps stays as it is") {
  const Instance start{test::random_channel(3, 4, 5), 2, .7};
  const Instance result = shrink(start, [](const Instance&) { return false; });
  test::expect_close(result.channel.dense_p(), start.channel.dense_p(), 0);
  CHECK(result.functions == 2);
  CHECK(result.beta == .7);
}

TEST_CASE("simplicity goes by states, prior, denominator, entries, d and beta, in this order") {
  const MatrixXd halves = MatrixXd::Constant(2, 2, .5);
  const MatrixXd quarters = (MatrixXd(2, 2) << .25, .75, .75, .25).finished();
  const Instance plain{channel_of(halves), 1, .5};
  const auto expect_simpler = [](const Instance& a, const Instance& b) {
    CHECK(simpler(a, b));
    CHECK_FALSE(simpler(b, a));
  };
  expect_simpler({FiniteChannel(quarters, VectorXd{{.4, .6}}), 2, 5},
                 {channel_of(MatrixXd::Constant(2, 3, 1. / 3)), 1, .5});
  expect_simpler({channel_of(quarters), 2, 5}, {FiniteChannel(halves, VectorXd{{.4, .6}}), 1, .5});
  expect_simpler({channel_of(halves), 2, 5}, {channel_of(quarters), 1, .5});
  expect_simpler({channel_of(halves), 2, 5},
                 {channel_of((MatrixXd(2, 2) << 1, 0, .5, .5).finished()), 1, .5});
  expect_simpler({channel_of(halves), 1, 5}, {channel_of(halves), 2, .5});
  expect_simpler(plain, {channel_of(halves), 1, 1});
  CHECK_FALSE(simpler(plain, plain));
}
