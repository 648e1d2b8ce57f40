#pragma once

#include <torch/torch.h>

#include "probe/feature_set.hpp"

namespace eigenviews::apps {

/// The network of another program's checkpoint (train_ssl/foreign_checkpoint.hpp), for images of
/// the kind of `train`: in [0, 1], of the size that --augment names or their own, grey repeated
/// over the network's channels, normalised by --normalise.
/// @throws core::InputError  as open_foreign; originals that are no images of bytes; a
/// normalisation
///     of other channels; --average without --augment ssl.
[[nodiscard]] std::unique_ptr<FeatureNetwork> open_foreign_network(const ProbeOptions& options,
                                                                   const data::Originals& train,
                                                                   torch::Device device);

}  // namespace eigenviews::apps
