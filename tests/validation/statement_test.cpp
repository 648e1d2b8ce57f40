// Statements against instances whose answer is known: the counterexamples of the theory.
#include <cmath>
#include <numbers>

#include "kernel/toy.hpp"
#include "support/channels.hpp"
#include "support/refusal.hpp"
#include "validation/statement.hpp"

using namespace eigenviews;
using namespace eigenviews::validation;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;

namespace {

FiniteChannel toy(const std::string& name) { return kernel::make_toy(name).channel; }

std::optional<double> violation(const std::string& id, const Instance& instance) {
  return find_statement(id).violation(instance);
}

void expect_violation(const std::string& id, const Instance& instance, double expected) {
  INFO(id);
  const std::optional<double> found = violation(id, instance);
  REQUIRE(found);
  CHECK(*found == Approx(expected).margin(1e-5));
  CHECK(violated(find_statement(id), instance) == (expected > find_statement(id).threshold));
}

Instance reversible() { return {toy("nonnormal,case=reversible"), 2}; }
Instance nonnormal() { return {toy("nonnormal,case=nonnormal"), 2}; }
Instance five_cycle() { return {toy("nonnormal,case=five-cycle"), 3}; }

MatrixXd matrix_of_positive_operator() {
  return (MatrixXd(3, 3) << .7, .2, .1, .2, .6, .2, .1, .2, .7).finished();
}

}  // namespace

TEST_CASE("the literal loss on the channels of the theory's table") {
  expect_violation("literal", reversible(), 1);
  expect_violation("literal", nonnormal(), std::sin(38.498 * std::numbers::pi / 180));
  expect_violation("literal", five_cycle(), 1);
  expect_violation("literal", {FiniteChannel(matrix_of_positive_operator()), 2}, 0);
}

TEST_CASE("each variant of the literal statement speaks of its own channels") {
  const Instance positive{FiniteChannel(matrix_of_positive_operator()), 2};
  CHECK(violation("literal-reversible", reversible()));
  CHECK(violation("literal-reversible", positive));
  CHECK_FALSE(violation("literal-reversible", nonnormal()));
  CHECK_FALSE(violation("literal-reversible", five_cycle()));
  CHECK_FALSE(violation("literal-positive", reversible()));
  CHECK(violation("literal-positive", nonnormal()));
  CHECK_FALSE(violation("literal-positive", five_cycle()));
  CHECK_FALSE(violation("literal-normal", reversible()));
  CHECK_FALSE(violation("literal-normal", nonnormal()));
  CHECK(violation("literal-normal", five_cycle()));
  CHECK_FALSE(violation("literal-psd", reversible()));
  CHECK_FALSE(violation("literal-psd", nonnormal()));
  expect_violation("literal-psd", positive, 0);
}

TEST_CASE(
    "the literal statement speaks of one space, a stationary prior and spans that are unique") {
  const MatrixXd p = toy("nonnormal,case=nonnormal").dense_p();
  CHECK_FALSE(violation("literal", {FiniteChannel(p, VectorXd{{.7, .2, .1}}), 2}));
  CHECK_FALSE(violation("literal", {test::random_channel(3, 4, 0), 2}));
  CHECK_FALSE(violation("literal", {toy("nonnormal,case=nonnormal"), 3}));   // everything
  CHECK_FALSE(violation("literal", {toy("nonnormal,case=five-cycle"), 2}));  // cuts a pair
  CHECK_FALSE(violation("literal", {toy("nonnormal,case=shift"), 2}));       // T*T is 1
}

TEST_CASE("the one-space formula is right where the prior is stationary, alone") {
  const MatrixXd p = toy("nonnormal,case=nonnormal").dense_p();
  expect_violation("one-space", {FiniteChannel(p), 1}, 0);
  // Row sums .671, 1.850, 1.600: docs/theory.md, section 1.
  expect_violation("one-space", {FiniteChannel(p, VectorXd{{.7, .2, .1}}), 1}, .85);
  CHECK_FALSE(violation("one-space", {test::random_channel(3, 4, 0), 1}));
}

TEST_CASE("the kernels of the non-normal channel differ by .54, those of a symmetric P do not") {
  expect_violation("order", {toy("nonnormal,case=nonnormal"), 1}, .54);
  expect_violation("order", {toy("nonnormal,case=reversible"), 1}, 0);
  CHECK_FALSE(violation("order", {test::random_channel(3, 3, 0), 1}));
}

TEST_CASE("surplus features leave the range above beta = 1/2, and not below") {
  const FiniteChannel constant(MatrixXd::Constant(1, 2, .5));
  expect_violation("inclusion", {constant, 2, .6}, std::sqrt(1 - 1 / 1.2));
  expect_violation("inclusion", {constant, 2, 2}, std::sqrt(1 - 1 / 4.));
  expect_violation("inclusion", {constant, 1, 2}, 0);
  CHECK_FALSE(violated(find_statement("inclusion"), {constant, 2, .5}));
  CHECK_FALSE(violated(find_statement("inclusion"), {constant, 2, .25}));
  // A singular value that is hardly 0: the range is an open question.
  MatrixXd p(2, 2);
  p << .5, .5, .5 + 1e-4, .5 - 1e-4;
  CHECK_FALSE(violation("inclusion", {FiniteChannel(p), 2, 2}));
}

TEST_CASE("the true statements hold on the gallery") {
  for (const Statement& statement : statements()) {
    if (!statement.holds) continue;
    for (const test::NamedChannel& named : test::gallery()) {
      if (named.channel.views() > 12) continue;
      for (const double beta : {.2, .5, 3.}) {
        const Eigen::Index d = std::min<Eigen::Index>(2, named.channel.views());
        INFO(statement.id << " on " << named.name << ", beta " << beta);
        CHECK_FALSE(violated(statement, {named.channel, d, beta}));
      }
    }
  }
}

TEST_CASE("a violation that is NaN is a counterexample, none is not") {
  Statement statement{.id = "test", .violation = [](const Instance&) { return NAN; }};
  CHECK(violated(statement, reversible()));
  statement.violation = [](const Instance&) { return std::nullopt; };
  CHECK_FALSE(violated(statement, reversible()));
}

TEST_CASE("statements are found by their id and by the claim that says the same") {
  CHECK(find_statement("order").id == "order");
  CHECK(find_statement("V8").id == "theorem-2");
  test::expect_refusal([] { (void)find_statement("litteral"); },
                       {"--falsify", "'litteral'", "did you mean 'literal'?", "span-flow"});
  test::expect_refusal([] { (void)find_statement(""); }, {"--falsify", "unknown statement"});
}
