#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "validation/run_claim.hpp"

namespace eigenviews::apps {

/// One run of the suites.
struct ValidateResults {
  std::uint64_t seed = 0;
  bool full = false;
  double seconds = 0;
  std::vector<std::string> channel;  ///< the arguments that choose the user's channel, or none.
  std::vector<validation::Claim> claims;
  std::vector<validation::ClaimResult> results;  ///< in the order of the claims.
  std::string command_line;

  [[nodiscard]] int failed() const;
};

/// Characters of the longest id.
[[nodiscard]] std::size_t id_width(const std::vector<validation::Claim>& claims);

/// "V8    pass    0.03 s  statement": one claim, for the terminal; a failure with its first reason.
/// @param width  of the first column.
[[nodiscard]] std::string line_of(const validation::Claim& claim,
                                  const validation::ClaimResult& result,
                                  std::size_t width);

/// The command that measures this claim again, with this seed.
[[nodiscard]] std::string command_of(const std::string& id, const ValidateResults& results);

[[nodiscard]] nlohmann::ordered_json validate_summary(const ValidateResults& results);

/// JUnit's XML: a test suite for each suite, a test case for each claim and each control.
[[nodiscard]] std::string junit_xml(const ValidateResults& results);

/// The whole page: verdict, a table of all claims, and for each its statement, figures, curves,
/// tolerance, controls, and the command that repeats it.
[[nodiscard]] std::string validate_page(const ValidateResults& results);

}  // namespace eigenviews::apps
