#include "validation/run_claim.hpp"

#include <algorithm>
#include <chrono>

#include "core/errors.hpp"

namespace eigenviews::validation {

namespace {

Outcome measured(const Measurement& measure, const Context& context, std::string& error) {
  try {
    return measure(context);
  } catch (const core::Interrupted&) {
    throw;
  } catch (const std::exception& failure) {
    error = failure.what();
    return {};
  }
}

}  // namespace

bool ClaimResult::passed() const {
  return confirmed && !controls.empty() &&
         std::all_of(controls.begin(), controls.end(), [](const ControlResult& control) {
           return control.refuted;
         });
}

ClaimResult run_claim(const Claim& claim, const Context& context) {
  const auto start = std::chrono::steady_clock::now();
  ClaimResult result;
  result.id = claim.id;
  result.seed = context.seed;
  result.outcome = measured(claim.measure, context, result.error);
  result.confirmed = result.error.empty() && holds(result.outcome);
  for (const Control& control : claim.controls) {
    ControlResult tried{.statement = control.statement};
    tried.outcome = measured(control.measure, context, tried.error);
    tried.refuted = tried.error.empty() && !tried.outcome.checks.empty() && !holds(tried.outcome);
    result.controls.push_back(std::move(tried));
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace eigenviews::validation
