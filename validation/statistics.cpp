#include "validation/statistics.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "core/errors.hpp"

namespace eigenviews::validation {

namespace {

constexpr Index least_repeats = 30;

void require_counts(const char* where, Index repeats, Index comparisons) {
  if (repeats < least_repeats) core::reject(where, "repeats must be >= 30", repeats);
  if (comparisons < 1) core::reject(where, "comparisons must be >= 1", comparisons);
}

}  // namespace

Estimate estimate(const Eigen::Ref<const Eigen::VectorXd>& repeats) {
  require_counts("estimate", repeats.size(), 1);
  if (!repeats.allFinite()) core::reject("estimate", "repeats must be finite", repeats.sum());
  const auto count = static_cast<double>(repeats.size());
  const double mean = repeats.mean();
  return {mean, std::sqrt((repeats.array() - mean).square().sum() / (count * (count - 1)))};
}

double false_alarm(double k, Index repeats, Index comparisons) {
  require_counts("false_alarm", repeats, comparisons);
  if (!(k >= 0)) core::reject("false_alarm", "k must be >= 0", k);
  const boost::math::students_t student(static_cast<double>(repeats - 1));
  return static_cast<double>(comparisons) * 2 * cdf(complement(student, k));
}

double standard_errors(double chance, Index repeats, Index comparisons) {
  require_counts("standard_errors", repeats, comparisons);
  if (!(chance > 0 && chance < 1)) {
    core::reject("standard_errors", "chance must be in (0, 1)", chance);
  }
  const boost::math::students_t student(static_cast<double>(repeats - 1));
  return quantile(complement(student, chance / (2 * static_cast<double>(comparisons))));
}

std::uint64_t repeat_seed(std::uint64_t seed, Index repeat) {
  // An odd factor: multiples of it are all different, and far from the next seeds.
  return seed + static_cast<std::uint64_t>(repeat) * 0x9E3779B97F4A7C15u;
}

}  // namespace eigenviews::validation
