#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "kernel/gaussian_channel.hpp"

namespace eigenviews::kernel {

/// How a continuous view space is replaced by M sampled views (docs/theory.md, 4.ix; x uniform).
enum class Estimator {
  /// The sampled views are the view space: P_it = w_t r_it / sum_t w_t r_it with r_it = p(x_i|a_t).
  /// A Markov operator: top value exactly 1, all sigma in [0, 1]; bias O(1/M). Stratified views.
  self_consistent,
  /// B = (n/M) sum_t r_t r_t^T, unbiased, m views of each original.
  stratified,
  /// The same with every view drawn from the mixture rho_A: unbiased, larger variance.
  plain,
};

/// The names "self-consistent", "stratified", "plain". @throws core::InputError  unknown name.
[[nodiscard]] Estimator estimator_kind(const std::string& name);

/// M = n m views of a channel with their quadrature weights.
struct SampledViews {
  Estimator estimator = Estimator::self_consistent;
  Eigen::MatrixXd points;       ///< q x M coordinates.
  Eigen::VectorXd weights;      ///< M weights, sum 1: sum_t w_t f(a_t) estimates E_{rho_A} f.
  std::vector<Index> original;  ///< which original view t was drawn from.
  Index batches = 1;            ///< views t with t % batches == b form independent batch b.

  [[nodiscard]] Index count() const { return points.cols(); }
  /// The views of one batch, weights scaled to sum 1.
  [[nodiscard]] SampledViews batch(Index b) const;
};

/// Draws m views of each original (column i m + j is view j of original i), or, for `plain`, n m
/// views of originals chosen by the prior. Batch b holds one view of each original.
/// @throws core::InputError  m < 1, n m beyond 2^31, or memory.
/// Reproducible: view j of original i depends on (seed, i, j) alone.
[[nodiscard]] SampledViews sample_views(const GaussianChannel& channel,
                                        Estimator estimator,
                                        Index views_per_original,
                                        std::uint64_t seed);

}  // namespace eigenviews::kernel
