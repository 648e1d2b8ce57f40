#pragma once

#include <Eigen/Core>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

namespace eigenviews::apps {

/// The values as a JSON list.
[[nodiscard]] inline nlohmann::ordered_json list(const Eigen::VectorXd& values) {
  return std::vector<double>(values.begin(), values.end());
}

/// The same, and null where there is none.
[[nodiscard]] inline nlohmann::ordered_json list_or_null(const Eigen::VectorXd& values) {
  return values.size() > 0 ? list(values) : nlohmann::ordered_json();
}

/// The number, and null where it is NaN or infinite.
[[nodiscard]] inline nlohmann::ordered_json number_or_null(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

}  // namespace eigenviews::apps
