#pragma once

#include <cstdint>

#include "theory/feature_moments.hpp"
#include "validation/batches.hpp"
#include "validation/claim.hpp"

// What the claims on estimators share: V4, V5, V6.
namespace eigenviews::validation {

/// Three random features of a random channel, 6 x 9, whose rows differ enough for conditional
/// variances to differ: entries of a random P to the third power, rows normalised.
struct EstimatorToy {
  kernel::FiniteChannel channel;
  Eigen::MatrixXd features;  ///< 9 x 3
  theory::FeatureMoments moments;
  BatchSampler sampler;
};

[[nodiscard]] EstimatorToy estimator_toy(std::uint64_t seed);

/// 250 means of 400 batches, 1000 in the long version.
[[nodiscard]] Repetition repetition(const Context& context, std::uint32_t op);

/// The chance that a true claim fails on one seed.
inline constexpr double estimator_false_alarm = 2e-6;

/// How many standard errors that leaves to each of several comparisons.
[[nodiscard]] double estimator_tolerance(const Context& context, Eigen::Index comparisons);

inline constexpr const char* estimator_tolerance_rule =
    "k standard errors over 250 means of 400 batches, k from Student's distribution for a chance "
    "of 2e-6 in all";

}  // namespace eigenviews::validation
