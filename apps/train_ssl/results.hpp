#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "compare_subspace/comparison.hpp"
#include "train_ssl/metrics.hpp"
#include "train_ssl/options.hpp"

namespace eigenviews::apps {

/// What one training came to.
struct TrainResults {
  const TrainSslOptions& options;
  std::string dataset;
  std::string model;   ///< description
  std::string device;  ///< description
  std::int64_t steps = 0, done = 0;
  bool finite = true;
  double seconds = 0;
  const Metrics& metrics;
  std::optional<Comparison> comparison;  ///< where the exact functions are known.
  std::string command_line;
};

[[nodiscard]] nlohmann::ordered_json train_summary(const TrainResults& results);
[[nodiscard]] std::string train_text(const TrainResults& results);
[[nodiscard]] std::string train_page(const TrainResults& results);

}  // namespace eigenviews::apps
