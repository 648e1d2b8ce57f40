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
///
/// A draw has two parts. All that is random is drawn on the host, the same for every device; what
/// is left is a function on the device, which a CUDA graph can hold.
class ViewSource {
 public:
  virtual ~ViewSource() = default;
  [[nodiscard]] virtual std::int64_t originals() const = 0;
  /// Of one input: {channels, height, width} or {numbers}.
  [[nodiscard]] virtual std::vector<std::int64_t> shape() const = 0;
  /// Where views are made.
  [[nodiscard]] virtual torch::Device device() const = 0;

  /// The random part of views first, ..., first + views - 1 of each original: tensors on the host
  /// whose number, shapes and dtypes depend on the counts alone.
  [[nodiscard]] virtual std::vector<torch::Tensor> random_part(
      const std::vector<std::int64_t>& originals,
      std::int64_t views,
      std::uint32_t first) const = 0;
  /// The views of a random part whose tensors have been moved to device(): float32, row
  /// i * views + j is the (first + j)-th view of the i-th original. No read-back to the host, no
  /// shape that depends on values.
  [[nodiscard]] virtual torch::Tensor render(
      const std::vector<torch::Tensor>& random_part) const = 0;
  /// Both parts.
  [[nodiscard]] torch::Tensor draw(const std::vector<std::int64_t>& originals,
                                   std::int64_t views,
                                   std::uint32_t first) const;
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
  [[nodiscard]] torch::Device device() const override { return inputs_.device(); }
  [[nodiscard]] std::vector<std::int64_t> shape() const override;
  [[nodiscard]] std::vector<torch::Tensor> random_part(const std::vector<std::int64_t>& originals,
                                                       std::int64_t views,
                                                       std::uint32_t first) const override;
  [[nodiscard]] torch::Tensor render(const std::vector<torch::Tensor>& random_part) const override;
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
  [[nodiscard]] torch::Device device() const override { return device_; }
  [[nodiscard]] std::vector<torch::Tensor> random_part(const std::vector<std::int64_t>& originals,
                                                       std::int64_t views,
                                                       std::uint32_t first) const override;
  [[nodiscard]] torch::Tensor render(const std::vector<torch::Tensor>& random_part) const override;
  /// Inputs for given coordinates of the channel, q x n.
  [[nodiscard]] torch::Tensor inputs(const Eigen::MatrixXd& coordinates) const;

 private:
  std::shared_ptr<const kernel::GaussianChannel> channel_;
  std::vector<std::int64_t> shape_;
  torch::Tensor basis_;  // q x numbers, of the PCA subspace; undefined without one
  torch::Tensor mean_;   // numbers
  torch::Device device_;
  std::uint64_t seed_;
};

/// The whole of a finite channel in every step: all inputs in the order of the states, nothing
/// random. For losses that are defined on all states (losses/literal.hpp).
class AllStates final : public ViewSource {
 public:
  /// @param inputs  n x shape, float32.
  explicit AllStates(torch::Tensor inputs) : inputs_(std::move(inputs)) {}

  [[nodiscard]] std::int64_t originals() const override { return inputs_.size(0); }
  [[nodiscard]] std::vector<std::int64_t> shape() const override;
  [[nodiscard]] torch::Device device() const override { return inputs_.device(); }
  [[nodiscard]] std::vector<torch::Tensor> random_part(const std::vector<std::int64_t>& originals,
                                                       std::int64_t views,
                                                       std::uint32_t first) const override;
  [[nodiscard]] torch::Tensor render(const std::vector<torch::Tensor>& random_part) const override;

 private:
  torch::Tensor inputs_;
};

/// The input of every view state of a toy, n_A x shape, float32:
///   torus   its images (data/toy_images.hpp), less their mean, over their standard deviation;
///   circle  (cos, sin) of the angle; sphere (x, y, z); line its coordinate, standardised;
///   others  indicator vectors scaled by sqrt(n_A).
[[nodiscard]] torch::Tensor toy_inputs(const kernel::Toy& toy);

}  // namespace eigenviews::nn
