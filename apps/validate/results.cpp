#include "validate/results.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/version.hpp"
#include "report/text.hpp"
#include "validate/claim_json.hpp"

namespace eigenviews::apps {

namespace {

using nlohmann::ordered_json;
using validation::Check;
using validation::Claim;
using validation::ClaimResult;
using validation::ControlResult;
using validation::Outcome;

std::string text_of(const Check& check) {
  return fmt::format("{}: measured {:.6g}, predicted {:.6g}, tolerance {:.2g}",
                     check.what,
                     check.measured,
                     check.predicted,
                     check.tolerance);
}

// Why a claim or control is not as it must be; empty where it is.
std::string failure_of(const std::string& error, const Outcome& outcome) {
  if (!error.empty()) return error;
  for (const Check& check : outcome.checks) {
    if (!holds(check)) return text_of(check);
  }
  return outcome.checks.empty() ? "nothing was measured" : "";
}

std::string failure_of(const ControlResult& control) {
  if (control.refuted) return {};
  return control.error.empty() ? "control holds: " + control.statement : control.error;
}

std::string first_failure(const ClaimResult& result) {
  if (!result.confirmed) return failure_of(result.error, result.outcome);
  for (const ControlResult& control : result.controls) {
    if (!control.refuted) return failure_of(control);
  }
  return {};
}

std::string test_case(const std::string& suite,
                      const std::string& name,
                      double seconds,
                      const std::string& failure) {
  const std::string open = fmt::format(R"(    <testcase classname="{}" name="{}" time="{:.3f}")",
                                       report::escape_markup(suite),
                                       report::escape_markup(name),
                                       seconds);
  if (failure.empty()) return open + "/>\n";
  return fmt::format("{}>\n      <failure message=\"{}\"/>\n    </testcase>\n",
                     open,
                     report::escape_markup(failure));
}

// In their order.
std::vector<std::string> suites_of(const std::vector<Claim>& claims) {
  std::vector<std::string> suites;
  for (const Claim& claim : claims) {
    if (std::find(suites.begin(), suites.end(), claim.suite) == suites.end()) {
      suites.push_back(claim.suite);
    }
  }
  return suites;
}

}  // namespace

int ValidateResults::failed() const {
  return static_cast<int>(
      std::count_if(results.begin(), results.end(), [](const ClaimResult& result) {
        return !result.passed();
      }));
}

std::size_t id_width(const std::vector<Claim>& claims) {
  std::size_t width = 0;
  for (const Claim& claim : claims) width = std::max(width, claim.id.size());
  return width;
}

std::string line_of(const Claim& claim, const ClaimResult& result, std::size_t width) {
  std::string line = fmt::format("{:{}}  {} {:7.2f} s  {}",
                                 claim.id,
                                 width,
                                 result.passed() ? "pass" : "FAIL",
                                 result.seconds,
                                 claim.statement);
  if (!result.passed()) line += "\n" + std::string(width + 2, ' ') + first_failure(result);
  return line;
}

std::string command_of(const std::string& id, const ValidateResults& results) {
  std::string command = "validate";
  for (const std::string& word : results.channel) command += " " + word;
  return command +
         fmt::format(" --claim {} --seed {}{}", id, results.seed, results.full ? " --full" : "");
}

ordered_json validate_summary(const ValidateResults& r) {
  ordered_json s = {{"tool", "validate"},
                    {"version", core::version()},
                    {"seed", r.seed},
                    {"full", r.full},
                    {"claims", r.claims.size()},
                    {"failed", r.failed()},
                    {"seconds", r.seconds}};
  s["results"] = ordered_json::array();
  for (std::size_t i = 0; i < r.claims.size(); ++i) {
    const Claim& claim = r.claims[i];
    ordered_json one = to_json(r.results[i]);
    one["suite"] = claim.suite;
    one["statement"] = claim.statement;
    one["source"] = claim.source;
    one["toy"] = claim.toy;
    one["tolerance_rule"] = claim.tolerance;
    one["false_alarm"] = claim.false_alarm;
    one["command"] = command_of(claim.id, r);
    s["results"].push_back(one);
  }
  return s;
}

std::string junit_xml(const ValidateResults& r) {
  std::string suites;
  int tests = 0, failures = 0;
  for (const std::string& suite : suites_of(r.claims)) {
    std::string cases;
    int suite_tests = 0, suite_failures = 0;
    double seconds = 0;
    const auto add = [&](const std::string& name, double time, const std::string& failure) {
      cases += test_case(suite, name, time, failure);
      ++suite_tests;
      suite_failures += failure.empty() ? 0 : 1;
    };
    for (std::size_t i = 0; i < r.claims.size(); ++i) {
      if (r.claims[i].suite != suite) continue;
      const ClaimResult& result = r.results[i];
      seconds += result.seconds;
      add(r.claims[i].id + ": " + r.claims[i].statement,
          result.seconds,
          result.confirmed ? "" : failure_of(result.error, result.outcome));
      for (const ControlResult& control : result.controls) {
        add(r.claims[i].id + " control must fail: " + control.statement, 0, failure_of(control));
      }
    }
    suites += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"{:.3f}\">\n{}"
        "  </testsuite>\n",
        suite,
        suite_tests,
        suite_failures,
        seconds,
        cases);
    tests += suite_tests;
    failures += suite_failures;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"eigenviews\" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"{:.3f}\">\n"
      "{}</testsuites>\n",
      tests,
      failures,
      r.seconds,
      suites);
}

}  // namespace eigenviews::apps
