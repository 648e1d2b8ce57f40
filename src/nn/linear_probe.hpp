#pragma once

#include <torch/torch.h>

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "core/progress.hpp"

namespace eigenviews::nn {

/// How a linear classifier is trained on fixed features; the defaults are those of the paper's
/// code.
struct LinearProbeOptions {
  std::uint64_t seed = 0;  ///< of the first weights and the order of the originals.
  std::int64_t epochs = 200;
  std::int64_t batch = 512;      ///< the last one of an epoch may be smaller.
  double lr = 1e-3;              ///< of Adam, constant.
  double weight_decay = 1e-6;    ///< coupled: L2 on weights and intercept.
  double label_smoothing = 0.1;  ///< in [0, 1).
};

struct LinearProbe {
  Eigen::MatrixXd weights;       ///< p x K.
  Eigen::RowVectorXd intercept;  ///< K values.
  double loss = 0;               ///< mean over the last epoch.
  bool finite = true;            ///< weights and loss.
};

/// torch.nn.Linear(p, K) on n x p features under the cross-entropy with label smoothing, in single
/// precision: after torch.manual_seed(seed) the weights are drawn as nn.Linear draws them, then
/// each epoch takes the order torch.randperm(n), as the same lines of Python would.
///
/// @param labels    n numbers in [0, classes).
/// @param progress  told after each epoch; may throw.
/// @throws core::InputError  shapes, labels, options out of range, memory of the device.
[[nodiscard]] LinearProbe train_linear_probe(const Eigen::MatrixXd& features,
                                             const std::vector<int>& labels,
                                             std::int64_t classes,
                                             const LinearProbeOptions& options,
                                             const torch::Device& device,
                                             const core::ProgressListener& progress = {});

}  // namespace eigenviews::nn
