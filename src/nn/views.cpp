#include "nn/views.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "core/random.hpp"
#include "core/threads.hpp"
#include "data/toy_images.hpp"

namespace eigenviews::nn {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using RowFloat = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

torch::Tensor to_tensor(const RowFloat& rows) {
  torch::Tensor tensor = torch::empty({rows.rows(), rows.cols()}, torch::kFloat32);
  std::copy(rows.data(), rows.data() + rows.size(), tensor.data_ptr<float>());
  return tensor;
}

torch::Tensor standardised(const torch::Tensor& inputs) {
  return (inputs - inputs.mean()) / inputs.std();
}

torch::Tensor torus_images(const kernel::Toy& toy) {
  const bool grating = toy.name.find("render=grating") != std::string::npos;
  const data::Originals images =
      data::render_torus(toy.domain_a.rows,
                         grating ? data::TorusRender::grating : data::TorusRender::bump);
  const data::ImageShape& shape = *images.image;
  const RowFloat rows = images.rows(0, images.count()).cast<float>();
  return standardised(
      to_tensor(rows).reshape({images.count(), shape.channels, shape.height, shape.width}));
}

RowFloat sphere_points(const MatrixXd& angles) {
  RowFloat points(angles.rows(), 3);
  for (Index i = 0; i < angles.rows(); ++i) {
    const double colatitude = angles(i, 0), longitude = angles(i, 1);
    points(i, 0) = static_cast<float>(std::sin(colatitude) * std::cos(longitude));
    points(i, 1) = static_cast<float>(std::sin(colatitude) * std::sin(longitude));
    points(i, 2) = static_cast<float>(std::cos(colatitude));
  }
  return points;
}

RowFloat circle_points(const VectorXd& angles) {
  RowFloat points(angles.size(), 2);
  points.col(0) = angles.array().cos().cast<float>();
  points.col(1) = angles.array().sin().cast<float>();
  return points;
}

}  // namespace

torch::Tensor ViewSource::draw(const std::vector<std::int64_t>& originals,
                               std::int64_t views,
                               std::uint32_t first) const {
  std::vector<torch::Tensor> parts = random_part(originals, views, first);
  for (torch::Tensor& part : parts) part = part.to(device());
  return render(parts);
}

FiniteViews::FiniteViews(const kernel::FiniteChannel& channel,
                         torch::Tensor inputs,
                         std::uint64_t seed)
    : inputs_(std::move(inputs)), rho_x_(channel.rho_x()), seed_(seed) {
  if (inputs_.dim() < 2 || inputs_.size(0) != channel.views()) {
    core::reject("FiniteViews",
                 fmt::format("one input for each of the {} views", channel.views()),
                 inputs_.dim() < 1 ? 0 : inputs_.size(0));
  }
  core::require_memory(
      "the views of a finite channel",
      16.0 * static_cast<double>(channel.views()) * static_cast<double>(channel.originals()),
      "use a smaller channel");
  cumulated_ = channel.dense_p().transpose();
  for (Index x = 0; x < cumulated_.cols(); ++x) {
    double sum = 0;
    for (double& entry : cumulated_.col(x)) entry = sum += entry;
  }
}

std::vector<std::int64_t> FiniteViews::shape() const {
  return {inputs_.sizes().begin() + 1, inputs_.sizes().end()};
}

std::vector<std::int64_t> FiniteViews::draw_states(const std::vector<std::int64_t>& originals,
                                                   std::int64_t views,
                                                   std::uint32_t first) const {
  std::vector<std::int64_t> states;
  states.reserve(originals.size() * static_cast<std::size_t>(views));
  for (const std::int64_t x : originals) {
    const auto sums = cumulated_.col(x);
    for (std::int64_t j = 0; j < views; ++j) {
      core::Stream stream({.seed = seed_,
                           .original = static_cast<std::uint32_t>(x),
                           .view = first + static_cast<std::uint32_t>(j),
                           .op = static_cast<std::uint32_t>(core::StreamOp::finite_view)});
      const double all = sums[sums.size() - 1];
      const double level = std::min(stream.uniform() * all, std::nextafter(all, 0.0));
      states.push_back(std::upper_bound(sums.begin(), sums.end(), level) - sums.begin());
    }
  }
  return states;
}

std::vector<torch::Tensor> FiniteViews::random_part(const std::vector<std::int64_t>& originals,
                                                    std::int64_t views,
                                                    std::uint32_t first) const {
  return {torch::tensor(draw_states(originals, views, first), torch::kInt64)};
}

torch::Tensor FiniteViews::render(const std::vector<torch::Tensor>& random_part) const {
  return inputs_.index_select(0, random_part.front());
}

std::vector<std::int64_t> AllStates::shape() const {
  return {inputs_.sizes().begin() + 1, inputs_.sizes().end()};
}

std::vector<torch::Tensor> AllStates::random_part(const std::vector<std::int64_t>& /*originals*/,
                                                  std::int64_t /*views*/,
                                                  std::uint32_t /*first*/) const {
  return {};
}

torch::Tensor AllStates::render(const std::vector<torch::Tensor>& /*random_part*/) const {
  return inputs_;
}

GaussianViews::GaussianViews(std::shared_ptr<const kernel::GaussianChannel> channel,
                             std::vector<std::int64_t> shape,
                             torch::Device device,
                             std::uint64_t seed)
    : channel_(std::move(channel)), shape_(std::move(shape)), device_(device), seed_(seed) {
  std::int64_t numbers = 1;
  for (const std::int64_t size : shape_) numbers *= size;
  if (numbers != channel_->coordinates().mean.size()) {
    core::reject("GaussianViews",
                 fmt::format("a shape of {} numbers", channel_->coordinates().mean.size()),
                 numbers);
  }
  const kernel::Coordinates& map = channel_->coordinates();
  mean_ = to_tensor(map.mean.transpose().cast<float>()).reshape({-1}).to(device_);
  if (map.basis.size() > 0) {
    basis_ = to_tensor(map.basis.transpose().cast<float>()).to(device_);
  }
}

torch::Tensor GaussianViews::inputs(const MatrixXd& coordinates) const {
  return render({to_tensor(coordinates.transpose().cast<float>()).to(device_)});
}

std::vector<torch::Tensor> GaussianViews::random_part(const std::vector<std::int64_t>& originals,
                                                      std::int64_t views,
                                                      std::uint32_t first) const {
  const auto count = static_cast<std::int64_t>(originals.size()) * views;
  RowFloat coordinates(count, channel_->dimension());
  core::parallel_for(count, [&](std::int64_t row) {
    const std::int64_t x = originals[static_cast<std::size_t>(row / views)];
    const auto view = first + static_cast<std::uint32_t>(row % views);
    coordinates.row(row) = channel_->sample(seed_, x, view).cast<float>();
  });
  return {to_tensor(coordinates)};
}

torch::Tensor GaussianViews::render(const std::vector<torch::Tensor>& random_part) const {
  const torch::Tensor& coordinates = random_part.front();
  std::vector<std::int64_t> sizes = {coordinates.size(0)};
  sizes.insert(sizes.end(), shape_.begin(), shape_.end());
  const torch::Tensor pixels =
      basis_.defined() ? torch::addmm(mean_, coordinates, basis_) : coordinates + mean_;
  return pixels.reshape(sizes);
}

torch::Tensor toy_inputs(const kernel::Toy& toy) {
  const kernel::Domain& domain = toy.domain_a;
  switch (domain.kind) {
    case kernel::Domain::Kind::grid:
      return torus_images(toy);
    case kernel::Domain::Kind::circle:
      return to_tensor(circle_points(domain.coordinates.col(0)));
    case kernel::Domain::Kind::sphere:
      return to_tensor(sphere_points(domain.coordinates));
    case kernel::Domain::Kind::line:
      return standardised(to_tensor(domain.coordinates.cast<float>()));
    case kernel::Domain::Kind::bars:
      break;
  }
  const Index n = toy.channel.views();
  return std::sqrt(static_cast<double>(n)) * torch::eye(n, torch::kFloat32);
}

}  // namespace eigenviews::nn
