#pragma once

#include "validation/claim.hpp"
#include "validation/networks/training.hpp"

// What a view costs in a training step: measured numbers for the page.
namespace eigenviews::validation {

/// Adds the time and the peak memory of a step of `run` with 2, 4 and 8 views of each original as
/// curves. Memory is what LibTorch's allocator counts, and what a view costs of it is held against
/// nn::predicted_step_bytes to a quarter (the views themselves are not in that). Nothing is asked
/// of the time.
void add_view_costs(Outcome& outcome, NetworkRun run);

}  // namespace eigenviews::validation
