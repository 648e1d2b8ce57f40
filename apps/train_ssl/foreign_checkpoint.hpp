#pragma once

#include "compare_subspace/checkpoint_reader.hpp"

namespace eigenviews::apps {

/// The functions of another program's checkpoint on the views of `problem`: a ResNet under the
/// names of torchvision, fastssl, PyTorch Lightning and others (checkpoint/layout.hpp), or a
/// network of train_ssl without its configuration.
///
/// Grey images are repeated over the channels that the network takes, then normalised.
///
/// @throws core::InputError  the network is not recognised, or other tensors than those of its
///     architecture are there (they are listed); views that are no images, or of other channels;
///     a normalisation for a toy, whose inputs are standardised; memory.
///     core::FileError  the file cannot be read.
[[nodiscard]] LearnedFunctions foreign_functions(const CheckpointRequest& request,
                                                 const Problem& problem);

}  // namespace eigenviews::apps
