#pragma once

#include "probe/feature_set.hpp"

namespace eigenviews::apps {

/// The parts of probe that need LibTorch; no Torch in this header.
[[nodiscard]] NetworkParts network_parts();

}  // namespace eigenviews::apps
