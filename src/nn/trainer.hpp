#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "nn/batch_sampler.hpp"
#include "nn/cuda_graph.hpp"
#include "nn/losses/loss.hpp"
#include "nn/model.hpp"
#include "nn/optimiser.hpp"
#include "nn/schedule.hpp"
#include "nn/views.hpp"

namespace eigenviews::nn {

struct TrainOptions {
  std::uint64_t seed = 0;    ///< of the batches; weights and views have their own.
  std::int64_t batch = 128;  ///< originals a step.
  std::int64_t views = 2;    ///< of each original.
  OptimiserOptions optimiser;
  ScheduleOptions schedule;  ///< holds the number of steps.
  double clip = 0;           ///< largest norm of the whole gradient; 0: no limit.
  bool bf16 = false;         ///< autocast of the network; losses stay in float32.
  bool graph = false;        ///< on a GPU: a CUDA graph of the whole step.
};

/// What one step was like.
struct StepRecord {
  std::int64_t step = 0;  ///< from 1.
  double lr = 0;
  double loss = 0, invariance = 0, regulariser = 0;
  double normalised_invariance = 0, normalised_regulariser = 0;
  double gradient_norm = 0;  ///< before clipping.
  bool finite = true;        ///< loss and gradient of this step and of all before it.
};

/// Minimises a loss over views drawn from a channel.
///
/// Step t takes its originals from BatchSampler and their views t m, ..., t m + m - 1 from the
/// source: all random numbers depend on (seed, t) alone, so a trainer that was restored after step
/// t continues exactly as one that was never stopped (on the CPU with the same threads).
///
/// A step whose loss or gradient is not finite changes nothing, and no step after it does: the
/// trainer keeps the state after its last good step.
class Trainer {
 public:
  /// Refers to `source`, which must outlive it; shares `model`, which is on the source's device.
  /// @throws core::InputError  whatever the parts refuse: batch, optimiser, schedule, clip.
  Trainer(Model model, const ViewSource& source, Loss loss, TrainOptions options);

  /// One step. On a GPU it returns before the work is done.
  void step();
  /// The numbers of the last step; waits for it. Where one was not finite, done() goes back to the
  /// last good step.
  [[nodiscard]] StepRecord record();
  /// Outputs of the last step, (batch views) x d, or undefined before the first.
  [[nodiscard]] torch::Tensor outputs() const { return outputs_; }

  [[nodiscard]] std::int64_t done() const { return done_; }
  [[nodiscard]] std::int64_t steps() const { return options_.schedule.steps; }
  [[nodiscard]] std::int64_t steps_per_epoch() const { return sampler_.steps_per_epoch(); }
  /// Why options.graph is not followed; empty while it is, or has not been tried yet.
  [[nodiscard]] const std::string& graph_refusal() const { return graph_refusal_; }

  /// Model and optimiser, names "backbone.*", "projector.*", "optimizer.*"; shares their memory.
  [[nodiscard]] NamedTensors state();
  /// Continues after step `done` with the tensors of state().
  /// @throws core::InputError  tensors missing or of another shape, done not in [0, steps].
  void restore(const std::map<std::string, torch::Tensor>& state, std::int64_t done);

 private:
  void gather_buffers();
  void draw();
  void run();
  void compute();

  Model model_;
  const ViewSource& source_;
  TrainOptions options_;
  Loss loss_;
  BatchSampler sampler_;
  std::vector<std::string> names_;  // of the parameters
  std::vector<torch::Tensor> parameters_;
  std::unique_ptr<Optimiser> optimiser_;
  std::int64_t done_ = 0;

  // What a step reads and writes, on the device and always in the same place.
  std::vector<torch::Tensor> random_;  // the random part of the views
  torch::Tensor lr_;
  torch::Tensor buffers_, buffers_before_;  // all running statistics in one row
  torch::Tensor failed_;                    // 1 from the first step on that is not finite
  torch::Tensor good_steps_;
  torch::Tensor numbers_;  // of StepRecord
  torch::Tensor outputs_;

  std::int64_t started_ = 0;  // done() at the start or after restore()
  std::unique_ptr<CudaGraph> graph_;
  std::string graph_refusal_;
};

/// Features or functions of many inputs, in evaluation mode and without a gradient, n x d in double
/// precision; the model's mode is put back. `batch` inputs at a time.
/// @param of_backbone  the features, otherwise the outputs.
[[nodiscard]] Eigen::MatrixXd evaluate(Model& model,
                                       const torch::Tensor& inputs,
                                       bool of_backbone,
                                       std::int64_t batch = 1024);

}  // namespace eigenviews::nn
