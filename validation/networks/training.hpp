#pragma once

#include <string>

#include "nn/trainer.hpp"
#include "solver/captured_energy.hpp"

// Networks trained on a toy's views and held against its exact functions.
namespace eigenviews::validation {

/// One training on a toy whose inputs are images; weights, batches and views from `seed`.
struct NetworkRun {
  std::string toy = "torus,side=8,sigma=0.8x1.2";
  nn::ModelOptions model;  ///< its `input` is set from the toy.
  nn::LossOptions loss;
  nn::TrainOptions train;
  bool shuffled = false;  ///< views are paired with those of other originals.
  std::uint64_t seed = 0;
};

/// A tiny ResNet with d functions under the reformulated loss with beta: 128 originals, 4 views,
/// Adam on one cycle up to 2e-3.
[[nodiscard]] NetworkRun torus_run(Eigen::Index d, double beta, std::int64_t steps);

/// The end of a training, centred features against the exact functions without the constant.
struct TrainedNetwork {
  Eigen::MatrixXd features;        ///< n_A x d, centred, in evaluation mode.
  Eigen::VectorXd eigenvalues;     ///< exact, descending, without the constant; more than d.
  solver::CapturedEnergy energy;   ///< at dim = d.
  Eigen::VectorXd ritz_values;     ///< of the pencil (C+, C) with the exact operator.
  Eigen::VectorXd feature_scales;  ///< of each Ritz function.
};

/// @throws std::runtime_error  the loss is no longer finite.
[[nodiscard]] TrainedNetwork train(const NetworkRun& run);

}  // namespace eigenviews::validation
