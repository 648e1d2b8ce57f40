#include "validation/claim.hpp"

#include <algorithm>
#include <cmath>

namespace eigenviews::validation {

bool holds(const Check& check) {
  const double difference = check.measured - check.predicted;
  if (!(check.tolerance >= 0) || std::isnan(difference)) return false;
  switch (check.rule) {
    case Rule::near:
      return std::abs(difference) <= check.tolerance;
    case Rule::at_most:
      return difference <= check.tolerance;
    case Rule::at_least:
      return difference >= -check.tolerance;
  }
  return false;
}

void Outcome::near(std::string what, double measured, double predicted, double tolerance) {
  checks.push_back({std::move(what), measured, predicted, tolerance, Rule::near});
}

void Outcome::at_most(std::string what, double measured, double bound, double tolerance) {
  checks.push_back({std::move(what), measured, bound, tolerance, Rule::at_most});
}

void Outcome::at_least(std::string what, double measured, double bound, double tolerance) {
  checks.push_back({std::move(what), measured, bound, tolerance, Rule::at_least});
}

bool holds(const Outcome& outcome) {
  return !outcome.checks.empty() && std::all_of(outcome.checks.begin(),
                                                outcome.checks.end(),
                                                [](const Check& check) { return holds(check); });
}

}  // namespace eigenviews::validation
