#pragma once

#include <string>

#include "compare_subspace/results.hpp"

namespace eigenviews::apps {

/// Captured energy of each cluster as bars, what an optimal space captures as circles.
[[nodiscard]] std::string captured_svg(const CompareResults& results);

/// The whole page: verdict, facts, captured energy, angles, scales, Ritz values, and for finite
/// channels each exact function beside its projection onto the span of the features.
[[nodiscard]] std::string comparison_page(const CompareResults& results);

}  // namespace eigenviews::apps
