#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checkpoint/layout.hpp"
#include "nn/model.hpp"

namespace eigenviews::nn {

/// What is told beside a checkpoint of another program. What is given goes before what its tensors
/// show.
struct LayoutOptions {
  std::optional<std::string> arch;
  std::optional<double> width;
  std::optional<std::string> stem;
  bool with_projector = true;  ///< otherwise the outputs are the features.
};

/// The network that a layout shows, with the tensors of its checkpoint, on the CPU.
///
/// ResNets get the width, input channels, ReLU and max pool of the layout; where its names do not
/// tell, there is a ReLU, and a max pool behind a 7x7 convolution alone. A ResNet of other blocks
/// than resnet18/34/50 is tried as the one with the same kind of blocks.
///
/// @param input  of one view: {channels, height, width} or {numbers}. For images the network's
///               channels are those of its first convolution, whatever is said here.
/// @param where  the file, for messages.
/// @throws core::InputError  as make_model; the tensors are not those of the network: the line
///     lists the missing, unmatched and misshapen ones; a projector of another form than Linear,
///     BatchNorm1d and ReLU in a row, unless with_projector is false.
[[nodiscard]] Model model_of_layout(checkpoint::Checkpoint checkpoint,
                                    const checkpoint::Layout& layout,
                                    const std::vector<std::int64_t>& input,
                                    const LayoutOptions& options,
                                    const std::string& where);

}  // namespace eigenviews::nn
