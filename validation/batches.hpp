#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/random.hpp"
#include "kernel/finite_channel.hpp"

namespace eigenviews::validation {

/// Draws the features of random batches of a finite channel.
class BatchSampler {
 public:
  /// @param features  n_A x d, row a holds f(a).
  BatchSampler(const kernel::FiniteChannel& channel, Eigen::MatrixXd features);

  /// Features of n originals x ~ rho_X with m views a ~ p(.|x) each: (n m) x d, row i m + j is view
  /// j of original i.
  [[nodiscard]] Eigen::MatrixXd draw(Eigen::Index originals,
                                     Eigen::Index views,
                                     core::Stream& stream) const;

 private:
  std::vector<double> prior_sums_;
  std::vector<std::vector<double>> view_sums_;  // of each original
  Eigen::MatrixXd features_;
};

/// How often a statistic of a batch is measured: each of `repeats` values is a mean over `batches`.
struct Repetition {
  Eigen::Index repeats = 200;
  Eigen::Index batches = 100;
  std::uint64_t seed = 0;
  std::uint32_t op = 0;  ///< of core::StreamKey, one for each use.
};

/// `repeats` x q: row r holds the means over its batches of the q numbers that `statistic` draws.
[[nodiscard]] Eigen::MatrixXd repeated_means(
    const Repetition& repetition,
    const std::function<Eigen::VectorXd(core::Stream&)>& statistic);

}  // namespace eigenviews::validation
