#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checkpoint/layout.hpp"
#include "checkpoint/layout_names.hpp"

// Parts of layout.cpp: what kind of ResNet it is, by the shapes.
namespace eigenviews::checkpoint {

/// Reads the shape of the ResNet whose tensors `renamed` lists under our names.
/// @throws core::InputError  a stage is empty or misses a block, or a first or last convolution
///                           that the shape is read from is missing or not square.
[[nodiscard]] ResNetShape resnet_shape(const BackboneRoot& root,
                                       const std::vector<Renamed>& renamed,
                                       const TensorsByName& tensors);

/// "ResNet-50", or the numbers of blocks where the architecture has no name, and what departs from
/// torchvision's: ", width 0.5", ...
[[nodiscard]] std::string describe(const ResNetShape& shape);

/// ", 3x3 stem without ReLU" and the like, or nothing for torchvision's stem.
[[nodiscard]] std::string describe_stem(const ResNetShape& shape);

}  // namespace eigenviews::checkpoint
