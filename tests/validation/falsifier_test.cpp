// The falsifier finds every counterexample that the theory knows, from scratch, and none to what is
// proved.
#include <Eigen/Eigenvalues>

#include "support/expect.hpp"
#include "validation/falsifier.hpp"
#include "validation/round_channel.hpp"

using namespace eigenviews;
using namespace eigenviews::validation;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

Falsification found(const std::string& id, std::uint64_t seed) {
  const Statement& statement = find_statement(id);
  INFO(id << ", seed " << seed);
  CHECK_FALSE(statement.holds);
  Falsification result = falsify(statement, seed, statement.tries);
  REQUIRE(result.found);
  REQUIRE(result.simplest);
  CHECK(violated(statement, *result.found));
  CHECK(violated(statement, *result.simplest));
  CHECK(result.violation == statement.violation(*result.simplest).value());
  CHECK(result.tries <= statement.tries);
  CHECK(result.applicable <= result.tries);
  return result;
}

// T in L2 coordinates of the one space.
MatrixXd one_space(const Instance& instance) {
  const VectorXd root = instance.channel.rho_x().cwiseSqrt();
  return root.asDiagonal() * instance.channel.dense_p() * root.cwiseInverse().asDiagonal();
}

bool is_symmetric(const MatrixXd& t) { return (t - t.transpose()).cwiseAbs().maxCoeff() < 1e-12; }

bool is_normal(const MatrixXd& t) {
  return (t * t.transpose() - t.transpose() * t).cwiseAbs().maxCoeff() < 1e-12;
}

void expect_size(const Instance& instance, Index originals, Index views) {
  CHECK(instance.channel.originals() == originals);
  CHECK(instance.channel.views() == views);
}

}  // namespace

TEST_CASE("literal loss: a reversible channel with a negative eigenvalue") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Instance simplest = *found("literal-reversible", seed).simplest;
    const MatrixXd t = one_space(simplest);
    CHECK(is_symmetric(t));
    CHECK(t.selfadjointView<Eigen::Lower>().eigenvalues().minCoeff() < -.1);
    expect_size(simplest, 3, 3);
    CHECK(denominator(simplest.channel.dense_p()) <= 4);
  }
}

TEST_CASE("literal loss: a non-normal channel whose eigenvalues are positive") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Instance simplest = *found("literal-positive", seed).simplest;
    const MatrixXd t = one_space(simplest);
    CHECK_FALSE(is_normal(t));
    CHECK(t.eigenvalues().real().minCoeff() > 0);
    CHECK(t.eigenvalues().imag().cwiseAbs().maxCoeff() < 1e-9);
    expect_size(simplest, 3, 3);
    CHECK(denominator(simplest.channel.dense_p()) <= 10);
  }
}

TEST_CASE(
    "literal loss: a normal channel with complex eigenvalues, five states and three functions") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Instance simplest = *found("literal-normal", seed).simplest;
    const MatrixXd t = one_space(simplest);
    CHECK(is_normal(t));
    CHECK(t.eigenvalues().imag().cwiseAbs().maxCoeff() > .1);
    expect_size(simplest, 5, 5);
    CHECK(simplest.functions == 3);
    CHECK(denominator(simplest.channel.dense_p()) == 2);
  }
}

TEST_CASE("literal loss: any channel of three states in halves") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Instance simplest = *found("literal", seed).simplest;
    expect_size(simplest, 3, 3);
    CHECK(denominator(simplest.channel.dense_p()) == 2);
  }
}

TEST_CASE("the one-space formula: two states off their stationary prior") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Instance simplest = *found("one-space", seed).simplest;
    expect_size(simplest, 2, 2);
    CHECK((simplest.channel.rho_a() - simplest.channel.rho_x()).cwiseAbs().maxCoeff() > .1);
  }
}

TEST_CASE("TT* and T*T: three states, not normal") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Instance simplest = *found("order", seed).simplest;
    expect_size(simplest, 3, 3);
    CHECK_FALSE(is_normal(one_space(simplest)));
  }
}

TEST_CASE("inclusion: more features than the rank, beta above 1/2") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Instance simplest = *found("inclusion", seed).simplest;
    expect_size(simplest, 1, 2);
    CHECK(simplest.functions == 2);
    CHECK(simplest.beta > .5);
  }
}

TEST_CASE("what is proved has no counterexample within the budget") {
  for (const Statement& statement : statements()) {
    if (!statement.holds) continue;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      INFO(statement.id << ", seed " << seed);
      const Falsification result = falsify(statement, seed, statement.tries / 10);
      CHECK_FALSE(result.found);
      CHECK_FALSE(result.simplest);
      CHECK(result.violation <= statement.threshold / 100);
      CHECK(result.applicable > statement.tries / 250);
      CHECK(result.tries == statement.tries / 10);
    }
  }
}

TEST_CASE("the same seed meets the same counterexample, another one another") {
  const Instance a = *found("literal", 1).found, b = *found("literal", 1).found;
  const Instance c = *found("literal", 2).found;
  test::expect_close(a.channel.dense_p(), b.channel.dense_p(), 0);
  CHECK(a.channel.dense_p() != c.channel.dense_p());
}

TEST_CASE("a counterexample that is rare is climbed to") {
  // Broken within .02 of one channel, which hits by chance about once in 10^4 draws.
  const MatrixXd goal = (MatrixXd(2, 2) << .3, .7, .85, .15).finished();
  const Statement statement{.id = "rare",
                            .violation = [&](const Instance& instance) -> std::optional<double> {
                              const MatrixXd p = instance.channel.dense_p();
                              if (p.rows() != 2 || p.cols() != 2) return std::nullopt;
                              return .02 - (p - goal).norm();
                            },
                            .threshold = 0};
  int times = 0;
  for (std::uint64_t seed = 0; seed < 5; ++seed)
    times += falsify(statement, seed, 10000).found ? 1 : 0;
  CHECK(times == 5);
}

TEST_CASE("progress is told size by size, and a listener can stop the search") {
  const Statement& statement = find_statement("half-scl");
  std::vector<std::int64_t> done;
  (void)falsify(statement, 0, 50, [&](const core::ProgressEvent& event) {
    done.push_back(event.done);
  });
  CHECK(done == std::vector<std::int64_t>{0, 1, 2, 3, 4});
  CHECK_THROWS_AS(
      falsify(statement, 0, 50, [](const core::ProgressEvent&) { throw core::Interrupted(); }),
      core::Interrupted);
}

TEST_CASE("a search needs a try for each size") {
  test::expect_refusal([] { (void)falsify(find_statement("literal"), 0, 4); },
                       {"falsify", "at least 5", "received 4"});
}
