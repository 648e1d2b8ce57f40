#pragma once

#include "compare_subspace/checkpoint_reader.hpp"
#include "nn/model.hpp"
#include "train_ssl/options.hpp"
#include "train_ssl/training_problem.hpp"

namespace eigenviews::apps {

/// A checkpoint of train_ssl, its network and its views built again.
struct OwnCheckpoint {
  TrainSslOptions options;
  TrainingProblem training;
  nn::Model model{nullptr};
};

/// Loads the training's data set too, for the views depend on it.
/// @param device  of the network and the views.
/// @throws core::InputError  no checkpoint of train_ssl, something told that it says itself
/// (--arch,
///     --width, --stem, --normalise); as build_training. core::FileError  it cannot be read.
[[nodiscard]] OwnCheckpoint open_own(const CheckpointRequest& request,
                                     torch::Device device = torch::kCPU);

/// @param backbone  whether the features before the projector are meant.
[[nodiscard]] CheckpointFacts facts_of(const OwnCheckpoint& own, bool backbone);

}  // namespace eigenviews::apps
