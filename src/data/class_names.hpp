#pragma once

#include <string>
#include <vector>

namespace eigenviews::data {

/// The published names of the classes of "fashion-mnist", "cifar10" and "stl10", by label; empty
/// for other sets.
[[nodiscard]] std::vector<std::string> published_class_names(const std::string& dataset);

}  // namespace eigenviews::data
