#pragma once

#include <nlohmann/json.hpp>

#include "validation/run_claim.hpp"

namespace eigenviews::apps {

/// A result as one JSON object; a number that is not finite is null, and read back as NaN.
[[nodiscard]] nlohmann::ordered_json to_json(const validation::ClaimResult& result);
/// @throws nlohmann::json::exception  another object.
[[nodiscard]] validation::ClaimResult result_from_json(const nlohmann::ordered_json& json);

}  // namespace eigenviews::apps
