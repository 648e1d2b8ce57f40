#pragma once

#include "validation/claim.hpp"

// Parts of the suite "comparison" that have files of their own.
namespace eigenviews::validation {

/// The bounds of solver/perturbation_bounds.hpp, part of V27: comparison_bounds.cpp.
void measure_perturbation_bounds(const Context& context, Outcome& outcome);

[[nodiscard]] Claim v28();  ///< comparison_spectra.cpp

}  // namespace eigenviews::validation
