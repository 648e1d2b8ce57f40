#include "validation/random_channels.hpp"

#include "core/random.hpp"

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// Free operation numbers of core::StreamKey.
constexpr std::uint32_t entries_op = 101, prior_op = 102, normal_op = 103;

}  // namespace

kernel::FiniteChannel random_channel(Index originals, Index views, std::uint64_t seed) {
  core::Stream entries({.seed = seed, .op = entries_op}), weights({.seed = seed, .op = prior_op});
  MatrixXd p(originals, views);
  for (double& entry : p.reshaped()) entry = entries.uniform();
  for (Index x = 0; x < originals; ++x) p.row(x) /= p.row(x).sum();
  VectorXd rho(originals);
  for (double& weight : rho) weight = 0.2 + weights.uniform();
  return kernel::FiniteChannel(p, rho / rho.sum());
}

MatrixXd random_matrix(Index rows, Index cols, std::uint64_t seed) {
  core::Stream stream({.seed = seed, .op = normal_op});
  MatrixXd matrix(rows, cols);
  stream.fill_normal({matrix.data(), static_cast<std::size_t>(matrix.size())});
  return matrix;
}

}  // namespace eigenviews::validation
