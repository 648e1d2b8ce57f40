#pragma once

#include <torch/torch.h>

#include <Eigen/Core>
#include <functional>

#include "core/progress.hpp"
#include "nn/model.hpp"

namespace eigenviews::nn {

/// The inputs of a network that belong to originals begin, ..., begin + count - 1.
struct OriginalInputs {
  std::int64_t originals = 0;
  /// The originals themselves, count inputs.
  std::function<torch::Tensor(std::int64_t begin, std::int64_t count)> clean;
  /// `views` views of each that no training has seen, count views inputs, those of one original
  /// together. May be empty where no views are wanted.
  std::function<torch::Tensor(std::int64_t begin, std::int64_t count, std::int64_t views)> fresh;
};

/// n x p features of originals: row i is the mean of the network's values on the clean original i
/// and on views - 1 fresh views of it; views = 1 is the clean one alone. In evaluation mode and
/// without a gradient; the mode is put back. The means are taken in double precision.
///
/// @param of_backbone  the features, otherwise the outputs of the projector.
/// @param batch        inputs at a time.
/// @param progress     told of the originals done; may throw.
/// @throws core::InputError  views < 1, or no way to draw the views; memory.
[[nodiscard]] Eigen::MatrixXd averaged_features(Model& model,
                                                const OriginalInputs& inputs,
                                                std::int64_t views,
                                                bool of_backbone,
                                                std::int64_t batch = 1024,
                                                const core::ProgressListener& progress = {});

}  // namespace eigenviews::nn
