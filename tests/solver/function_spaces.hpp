#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "core/random.hpp"
#include "support/channels.hpp"

// Functions on weighted points, for the tests that compare spaces.
namespace eigenviews::test {

/// n positive weights between 0.2 and 1.2 before they are divided by their sum.
inline Eigen::VectorXd random_weights(Index points, std::uint64_t seed) {
  core::Stream stream({.seed = seed, .op = 81});
  Eigen::VectorXd weights(points);
  for (double& weight : weights) weight = 0.2 + stream.uniform();
  return weights / weights.sum();
}

/// n x count functions, orthonormal under the weights.
inline Eigen::MatrixXd orthonormal_functions(const Eigen::VectorXd& weights,
                                             Index count,
                                             std::uint64_t seed) {
  return weights.cwiseSqrt().cwiseInverse().asDiagonal() *
         random_orthonormal(weights.size(), count, seed);
}

/// A well-conditioned invertible matrix that is neither orthogonal nor triangular.
inline Eigen::MatrixXd random_mixing(Index size, std::uint64_t seed) {
  return random_matrix(size, size, seed) + 3 * Eigen::MatrixXd::Identity(size, size);
}

}  // namespace eigenviews::test
