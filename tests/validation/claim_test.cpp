// When a check, and an outcome, holds.
#include <limits>

#include "support/catch.hpp"
#include "validation/claim.hpp"

using namespace eigenviews::validation;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

bool check(Rule rule, double measured, double predicted, double tolerance) {
  return holds(Check{"", measured, predicted, tolerance, rule});
}

}  // namespace

TEST_CASE("near holds on both sides up to the tolerance") {
  CHECK(check(Rule::near, 1.25, 1, .25));
  CHECK(check(Rule::near, .75, 1, .25));
  CHECK_FALSE(check(Rule::near, 1.26, 1, .25));
  CHECK_FALSE(check(Rule::near, .74, 1, .25));
  CHECK(check(Rule::near, 1, 1, 0));
}

TEST_CASE("at most and at least are bounds of one side") {
  CHECK(check(Rule::at_most, -5, 1, 0));
  CHECK(check(Rule::at_most, 1.25, 1, .25));
  CHECK_FALSE(check(Rule::at_most, 1.26, 1, .25));
  CHECK(check(Rule::at_least, 5, 1, 0));
  CHECK(check(Rule::at_least, .75, 1, .25));
  CHECK_FALSE(check(Rule::at_least, .74, 1, .25));
}

TEST_CASE("NaN holds nothing, wherever it is, and a negative tolerance neither") {
  for (const Rule rule : {Rule::near, Rule::at_most, Rule::at_least}) {
    CHECK_FALSE(check(rule, not_a_number, 1, 1));
    CHECK_FALSE(check(rule, 1, not_a_number, 1));
    CHECK_FALSE(check(rule, 1, 1, not_a_number));
    CHECK_FALSE(check(rule, 1, 1, -1));
    CHECK_FALSE(check(rule, infinity, infinity, 1));
  }
  CHECK_FALSE(check(Rule::near, infinity, 1, 1));
}

TEST_CASE("an outcome holds where there is a check and all of them hold") {
  Outcome outcome;
  CHECK_FALSE(holds(outcome));
  outcome.near("a", 1, 1, 0);
  outcome.at_most("b", 1, 2);
  outcome.at_least("c", 3, 2);
  CHECK(holds(outcome));
  outcome.at_least("d", not_a_number, 2);
  CHECK_FALSE(holds(outcome));
  CHECK(outcome.checks.at(3).what == "d");
}
