#pragma once

#include <torch/torch.h>

#include "probe/feature_set.hpp"

namespace eigenviews::apps {

/// The network of a checkpoint of train_ssl, for originals of the kind of `train`. Clean inputs and
/// views are made as in its training: the same normalisation or coordinates, fitted there.
/// @throws core::InputError  the checkpoint is of a toy or of other images (channels, size),
/// --arch,
///     --width, --stem, --normalise or --augment are given, a size of views with no clean original.
[[nodiscard]] std::unique_ptr<FeatureNetwork> open_own_network(const ProbeOptions& options,
                                                               const data::Originals& train,
                                                               torch::Device device);

}  // namespace eigenviews::apps
