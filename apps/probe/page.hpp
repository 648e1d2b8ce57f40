#pragma once

#include <string>

#include "probe/results.hpp"

namespace eigenviews::apps {

/// report.html: accuracies, and for each read-out its confusion and a table of the classes.
[[nodiscard]] std::string probe_page(const ProbeResults& results);

}  // namespace eigenviews::apps
