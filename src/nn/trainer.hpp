#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "nn/batch_sampler.hpp"
#include "nn/losses/loss.hpp"
#include "nn/model.hpp"
#include "nn/optimiser.hpp"
#include "nn/schedule.hpp"
#include "nn/views.hpp"

namespace eigenviews::nn {

struct TrainOptions {
  std::uint64_t seed = 0;    ///< of the batches; weights and views have their own.
  std::int64_t batch = 128;  ///< originals a step.
  std::int64_t views = 2;    ///< of each original, >= 2.
  LossOptions loss;
  OptimiserOptions optimiser;
  ScheduleOptions schedule;  ///< holds the number of steps.
  double clip = 0;           ///< largest norm of the whole gradient; 0: no limit.
};

/// What one step was like.
struct StepRecord {
  std::int64_t step = 0;  ///< from 1.
  double lr = 0;
  double loss = 0, invariance = 0, regulariser = 0;
  double normalised_invariance = 0, normalised_regulariser = 0;
  double gradient_norm = 0;   ///< before clipping.
  double effective_rank = 0;  ///< exp of the entropy of the covariance's eigenvalues; 0: all zero.
};

/// Minimises a loss over views drawn from a channel.
///
/// Step t takes its originals from BatchSampler and their views t m, ..., t m + m - 1 from the
/// source: all random numbers depend on (seed, t) alone, so a trainer that was restored after step
/// t continues exactly as one that was never stopped (on the CPU with the same threads).
class Trainer {
 public:
  /// Refers to `source`, which must outlive it; shares `model`.
  /// @throws core::InputError  whatever the parts refuse: batch, views, loss, optimiser, schedule.
  Trainer(Model model, const ViewSource& source, TrainOptions options);

  /// One step. Where the loss or the gradient is not finite the weights stay as they were before
  /// it, the record says so by its values, and done() does not move.
  StepRecord step();

  [[nodiscard]] std::int64_t done() const { return done_; }
  [[nodiscard]] std::int64_t steps() const { return options_.schedule.steps; }
  [[nodiscard]] std::int64_t steps_per_epoch() const { return sampler_.steps_per_epoch(); }

  /// Model and optimiser, names "backbone.*", "projector.*", "optimizer.*"; shares their memory.
  [[nodiscard]] NamedTensors state();
  /// Continues after step `done` with the tensors of state().
  /// @throws core::InputError  tensors missing or of another shape, done not in [0, steps].
  void restore(const std::map<std::string, torch::Tensor>& state, std::int64_t done);

 private:
  Model model_;
  const ViewSource& source_;
  TrainOptions options_;
  Loss loss_;
  BatchSampler sampler_;
  std::vector<std::string> names_;  // of the parameters
  std::vector<torch::Tensor> parameters_;
  std::unique_ptr<torch::optim::Optimizer> optimiser_;
  std::int64_t done_ = 0;
};

/// Features or functions of many inputs, in evaluation mode and without a gradient, n x d in double
/// precision; the model's mode is put back. `batch` inputs at a time.
/// @param of_backbone  the features, otherwise the outputs.
[[nodiscard]] Eigen::MatrixXd evaluate(Model& model,
                                       const torch::Tensor& inputs,
                                       bool of_backbone,
                                       std::int64_t batch = 1024);

}  // namespace eigenviews::nn
