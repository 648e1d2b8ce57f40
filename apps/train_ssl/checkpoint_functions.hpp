#pragma once

#include "compare_subspace/checkpoint_reader.hpp"

namespace eigenviews::apps {

/// Reads checkpoints of train_ssl and of other programs; no Torch in this header.
[[nodiscard]] CheckpointReader checkpoint_reader();

}  // namespace eigenviews::apps
