#pragma once

#include <Eigen/Core>
#include <cstdint>

// Means over independent repeats, and how many of their standard errors a claim may allow.
namespace eigenviews::validation {

using Eigen::Index;

/// The mean of independent repeats of one measurement.
struct Estimate {
  double mean = 0;
  double standard_error = 0;  ///< sqrt(sum (y_i - mean)^2 / (R (R - 1))).
};

/// @param repeats  R >= 30 values, each itself a mean over many draws, so that the quotient
///                 (mean - truth) / standard_error follows Student's distribution closely.
/// @throws core::InputError  fewer than 30, or one that is not finite.
[[nodiscard]] Estimate estimate(const Eigen::Ref<const Eigen::VectorXd>& repeats);

/// The chance that at least one of several true means lies more than k standard errors from its
/// estimate over R repeats: at most comparisons * P(|t_{R-1}| > k).
/// @throws core::InputError  k negative or NaN, repeats < 30, comparisons < 1.
[[nodiscard]] double false_alarm(double k, Index repeats, Index comparisons);

/// The k whose false_alarm is `chance`.
/// @throws core::InputError  chance not in (0, 1), repeats < 30, comparisons < 1.
[[nodiscard]] double standard_errors(double chance, Index repeats, Index comparisons);

/// The seed of one repeat of a claim: another for each of 2^32 repeats and for each seed.
[[nodiscard]] std::uint64_t repeat_seed(std::uint64_t seed, Index repeat);

}  // namespace eigenviews::validation
