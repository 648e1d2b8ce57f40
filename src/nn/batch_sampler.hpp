#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace eigenviews::nn {

/// The originals of each training step, a function of (seed, step) alone, so that a run can be
/// resumed anywhere.
///
/// With a prior: independent draws from it, as the population's loss has them. Without: every
/// epoch visits all originals once in a new random order; what does not fill a batch is left out.
class BatchSampler {
 public:
  /// @param originals  how many there are, >= 1.
  /// @param prior      `originals` weights, or empty.
  /// @throws core::InputError  batch < 1, or without a prior batch > originals.
  BatchSampler(std::int64_t originals,
               Eigen::VectorXd prior,
               std::int64_t batch,
               std::uint64_t seed);

  /// The originals of step t >= 0, `batch` of them.
  [[nodiscard]] std::vector<std::int64_t> draw(std::int64_t step);

  /// Steps of one pass over the originals, >= 1.
  [[nodiscard]] std::int64_t steps_per_epoch() const;

 private:
  [[nodiscard]] std::vector<std::int64_t> from_prior(std::int64_t step) const;
  void shuffle(std::int64_t epoch);

  std::int64_t originals_, batch_;
  std::uint64_t seed_;
  Eigen::VectorXd cumulated_;        // partial sums of the prior, or empty
  std::vector<std::int64_t> order_;  // of the epoch shuffled last
  std::int64_t epoch_ = -1;
};

}  // namespace eigenviews::nn
