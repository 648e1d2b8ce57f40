#include "core/version.hpp"

namespace eigenviews::core {

std::string_view version() { return EIGENVIEWS_VERSION; }

}  // namespace eigenviews::core
