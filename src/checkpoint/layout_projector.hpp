#pragma once

#include <cstdint>

#include "checkpoint/layout.hpp"
#include "checkpoint/layout_names.hpp"

// Parts of layout.cpp: the form of a projector, by the shapes.
namespace eigenviews::checkpoint {

/// Sets layout.projector and layout.projector_fault from the tensors that layout.renamed calls
/// "projector.<index>.<parameter>", and those of layout.unmatched that are a projector's too.
/// @param prefix    of the projector's names; empty where none is recognised.
/// @param features  what the first layer takes.
void read_projector(const TensorsByName& tensors,
                    const std::string& prefix,
                    std::int64_t features,
                    Layout& layout);

}  // namespace eigenviews::checkpoint
