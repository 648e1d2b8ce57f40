// A claim passes where it is measured and holds, and its controls are measured and do not.
#include <stdexcept>

#include "core/errors.hpp"
#include "support/catch.hpp"
#include "validation/run_claim.hpp"

using namespace eigenviews;
using namespace eigenviews::validation;

namespace {

Measurement giving(double measured) {
  return [measured](const Context&) {
    Outcome outcome;
    outcome.near("value", measured, 1, 0);
    return outcome;
  };
}

Outcome fails_to_measure(const Context&) { throw std::runtime_error("no luck"); }
Outcome measures_nothing(const Context&) { return {}; }

ClaimResult result_of(const Measurement& claim, const Measurement& control) {
  return run_claim({.id = "T1", .measure = claim, .controls = {{"control", control}}}, {.seed = 7});
}

}  // namespace

TEST_CASE("a true claim with a refuted control passes") {
  const ClaimResult result = result_of(giving(1), giving(2));
  CHECK(result.id == "T1");
  CHECK(result.seed == 7);
  CHECK(result.confirmed);
  CHECK(result.controls.at(0).refuted);
  CHECK(result.passed());
  CHECK(result.seconds >= 0);
}

TEST_CASE("a false claim fails") {
  const ClaimResult result = result_of(giving(2), giving(2));
  CHECK_FALSE(result.confirmed);
  CHECK_FALSE(result.passed());
}

TEST_CASE("a control that holds fails the claim") {
  const ClaimResult result = result_of(giving(1), giving(1));
  CHECK(result.confirmed);
  CHECK_FALSE(result.controls.at(0).refuted);
  CHECK_FALSE(result.passed());
}

TEST_CASE("an exception is an error, of a control too, and no refutation") {
  const ClaimResult claim = result_of(fails_to_measure, giving(2));
  CHECK(claim.error == "no luck");
  CHECK_FALSE(claim.confirmed);
  CHECK_FALSE(claim.passed());
  const ClaimResult control = result_of(giving(1), fails_to_measure);
  CHECK(control.controls.at(0).error == "no luck");
  CHECK_FALSE(control.controls.at(0).refuted);
  CHECK_FALSE(control.passed());
}

TEST_CASE("what measures nothing neither confirms nor refutes") {
  CHECK_FALSE(result_of(measures_nothing, giving(2)).passed());
  CHECK_FALSE(result_of(giving(1), measures_nothing).passed());
}

TEST_CASE("a claim without a control does not pass") {
  CHECK_FALSE(run_claim({.id = "T2", .measure = giving(1)}, {}).passed());
}

TEST_CASE("an interruption is not an outcome") {
  const Measurement interrupted = [](const Context&) -> Outcome { throw core::Interrupted(); };
  CHECK_THROWS_AS(result_of(interrupted, giving(2)), core::Interrupted);
  CHECK_THROWS_AS(result_of(giving(1), interrupted), core::Interrupted);
}

TEST_CASE("claim and controls are measured with the context of the call") {
  const Measurement sees = [](const Context& context) {
    Outcome outcome;
    outcome.near("seed", static_cast<double>(context.seed), 5, 0);
    outcome.near("full", context.full ? 1 : 0, 1, 0);
    return outcome;
  };
  const Claim claim{.id = "T3", .measure = sees, .controls = {{"control", sees}}};
  const ClaimResult result = run_claim(claim, {.seed = 5, .full = true});
  CHECK(result.confirmed);
  CHECK_FALSE(result.controls.at(0).refuted);
}
