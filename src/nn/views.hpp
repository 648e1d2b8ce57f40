#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "data/originals.hpp"
#include "kernel/finite_channel.hpp"
#include "kernel/gaussian_channel.hpp"
#include "kernel/toy.hpp"

namespace eigenviews::nn {

/// Views as the network takes them, drawn from the channel whose kernel is solved exactly. View j
/// of original i is a function of (seed, i, j) alone, so it does not matter who draws it, or when.
class ViewSource {
 public:
  virtual ~ViewSource() = default;
  [[nodiscard]] virtual std::int64_t originals() const = 0;
  /// Of one input: {channels, height, width} or {numbers}.
  [[nodiscard]] virtual std::vector<std::int64_t> shape() const = 0;

  /// Views first, ..., first + views - 1 of each original, float32 on `device()`: row
  /// i * views + j is the (first + j)-th of originals[i].
  [[nodiscard]] virtual torch::Tensor draw(const std::vector<std::int64_t>& originals,
                                           std::int64_t views,
                                           std::uint32_t first) const = 0;
  /// Prior weights of the originals; empty stands for uniform.
  [[nodiscard]] virtual Eigen::VectorXd prior() const { return {}; }
};

/// A finite channel: each state of the view space has one input.
class FiniteViews final : public ViewSource {
 public:
  /// @param inputs  n_A x shape, float32, on the device where views are wanted.
  /// @throws core::InputError  another number of inputs than views, or memory for the table of
  ///                           cumulated rows (n_X n_A doubles).
  FiniteViews(const kernel::FiniteChannel& channel, torch::Tensor inputs, std::uint64_t seed);

  [[nodiscard]] std::int64_t originals() const override { return cumulated_.cols(); }
  [[nodiscard]] std::vector<std::int64_t> shape() const override;
  [[nodiscard]] torch::Tensor draw(const std::vector<std::int64_t>& originals,
                                   std::int64_t views,
                                   std::uint32_t first) const override;
  [[nodiscard]] Eigen::VectorXd prior() const override { return rho_x_; }
  /// Which states they are: the numbers of the rows of draw().
  [[nodiscard]] std::vector<std::int64_t> draw_states(const std::vector<std::int64_t>& originals,
                                                      std::int64_t views,
                                                      std::uint32_t first) const;
  /// All inputs, row a for view a.
  [[nodiscard]] const torch::Tensor& inputs() const { return inputs_; }

 private:
  torch::Tensor inputs_;
  Eigen::MatrixXd cumulated_;  // column x: partial sums of p(.|x)
  Eigen::VectorXd rho_x_;
  std::uint64_t seed_;
};

/// The density-known channel of a data set. Views in a PCA subspace are put back among the pixels.
class GaussianViews final : public ViewSource {
 public:
  /// @param image  the shape of a row, or {} where rows are plain numbers.
  GaussianViews(std::shared_ptr<const kernel::GaussianChannel> channel,
                std::vector<std::int64_t> shape,
                torch::Device device,
                std::uint64_t seed);

  [[nodiscard]] std::int64_t originals() const override { return channel_->originals(); }
  [[nodiscard]] std::vector<std::int64_t> shape() const override { return shape_; }
  [[nodiscard]] torch::Tensor draw(const std::vector<std::int64_t>& originals,
                                   std::int64_t views,
                                   std::uint32_t first) const override;
  /// Inputs for given coordinates of the channel, q x n.
  [[nodiscard]] torch::Tensor inputs(const Eigen::MatrixXd& coordinates) const;

 private:
  std::shared_ptr<const kernel::GaussianChannel> channel_;
  std::vector<std::int64_t> shape_;
  torch::Device device_;
  std::uint64_t seed_;
};

/// The input of every view state of a toy, n_A x shape, float32:
///   torus   its images (data/toy_images.hpp), less their mean, over their standard deviation;
///   circle  (cos, sin) of the angle; sphere (x, y, z); line its coordinate, standardised;
///   others  indicator vectors scaled by sqrt(n_A).
[[nodiscard]] torch::Tensor toy_inputs(const kernel::Toy& toy);

}  // namespace eigenviews::nn
