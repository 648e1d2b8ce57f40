#include "solver/power_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::ArrayXd;
using Eigen::VectorXd;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void validate(const Eigen::Ref<const VectorXd>& eigenvalues, const PowerLawOptions& options) {
  require_functions("fit_power_law", "eigenvalues", eigenvalues, eigenvalues.size());
  if (eigenvalues.size() == 0) core::reject("fit_power_law", "at least one eigenvalue", 0);
  for (Index i = 0; i + 1 < eigenvalues.size(); ++i) {
    if (eigenvalues[i] >= eigenvalues[i + 1]) continue;
    core::reject("fit_power_law",
                 "eigenvalues must be in descending order",
                 fmt::format("{} before {}", eigenvalues[i], eigenvalues[i + 1]));
  }
  if (options.first_rank < 1 || options.first_rank >= options.last_rank) {
    core::reject("fit_power_law",
                 "ranks must satisfy 1 <= first < last",
                 fmt::format("{} and {}", options.first_rank, options.last_rank));
  }
}

}  // namespace

PowerLaw fit_power_law(const Eigen::Ref<const VectorXd>& eigenvalues,
                       const PowerLawOptions& options) {
  validate(eigenvalues, options);
  const double cutoff = static_cast<double>(eigenvalues.size()) *
                        std::numeric_limits<double>::epsilon() * std::max(0.0, eigenvalues[0]);
  const Index positive = (eigenvalues.array() > cutoff).count();
  const Index count = std::min(positive, options.last_rank) - options.first_rank + 1;
  if (count < 2) return {nan, nan, nan, std::max<Index>(0, count)};

  const auto first = static_cast<double>(options.first_rank);
  const ArrayXd rank = ArrayXd::LinSpaced(count, first, first + static_cast<double>(count - 1));
  const ArrayXd x = rank.log();
  const ArrayXd y = eigenvalues.segment(options.first_rank - 1, count).array().log();
  ArrayXd w = ArrayXd::Ones(count);
  if (options.weight == RankWeight::inverse_rank) w = rank.inverse();
  w /= w.sum();

  // Two passes: means first, then centred sums.
  const double mean_x = (w * x).sum(), mean_y = (w * y).sum();
  const ArrayXd dx = x - mean_x, dy = y - mean_y;
  const double slope = (w * dx * dy).sum() / (w * dx.square()).sum();
  const double total = (w * dy.square()).sum();
  const double left = (w * (dy - slope * dx).square()).sum();
  return {-slope, mean_y - slope * mean_x, total > 0 ? 1 - left / total : nan, count};
}

}  // namespace eigenviews::solver
