#pragma once

#include "compare_subspace/checkpoint_reader.hpp"
#include "nn/model.hpp"

namespace eigenviews::apps {

/// The network of another program's checkpoint, on the CPU. facts.inputs is left empty.
struct ForeignNetwork {
  nn::Model model{nullptr};
  CheckpointFacts facts;
};

/// @param shape  of one input: {channels, height, width} or {numbers}; the network's channels may
/// be
///               others.
/// @param views  their data set, for messages.
/// @throws core::InputError, core::FileError  as foreign_functions.
[[nodiscard]] ForeignNetwork open_foreign(const CheckpointRequest& request,
                                          const std::vector<std::int64_t>& shape,
                                          const std::string& views);

/// Images in [0, 1] as a network of `channels` takes them: one channel repeated, then normalised.
/// @throws core::InputError  memory.
[[nodiscard]] torch::Tensor prepared(torch::Tensor images,
                                     std::int64_t channels,
                                     const Normalisation& normalise);

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
