#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "suggest/options.hpp"
#include "suggest/suggestion.hpp"

namespace eigenviews::apps {

struct SuggestResults {
  SuggestOptions options;
  std::string dataset, channel;
  Spectrum spectrum;
  std::vector<WeightAdvice> weights;  ///< for each loss and each d from 1 to the largest.
  std::vector<ViewsAdvice> views;     ///< for each d asked for.
  double seconds = 0;
  std::string command_line;
};

/// The advice for one loss and d, or nothing where there is none.
[[nodiscard]] const WeightAdvice* find(const SuggestResults& results,
                                       const std::string& loss,
                                       std::int64_t functions);

[[nodiscard]] nlohmann::ordered_json suggest_summary(const SuggestResults& results);
[[nodiscard]] std::string suggest_text(const SuggestResults& results);
[[nodiscard]] std::string suggest_page(const SuggestResults& results);

}  // namespace eigenviews::apps
