#pragma once

#include <string_view>

namespace eigenviews::core {

/// The version of the library, "MAJOR.MINOR.PATCH".
[[nodiscard]] std::string_view version();

}  // namespace eigenviews::core
