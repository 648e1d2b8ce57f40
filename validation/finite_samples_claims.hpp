#pragma once

#include "validation/claim.hpp"

// A claim of the suite "finite-samples" that has a file of its own.
namespace eigenviews::validation {

[[nodiscard]] Claim v26();  ///< finite_samples_variance.cpp

}  // namespace eigenviews::validation
