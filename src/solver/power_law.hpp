#pragma once

#include <Eigen/Core>

namespace eigenviews::solver {

using Eigen::Index;

enum class RankWeight {
  uniform,       ///< every rank counts the same (theory 6).
  inverse_rank,  ///< rank i counts 1/i: with ranks 3 to 50 the fit of the paper's code (fastssl).
};

struct PowerLawOptions {
  Index first_rank = 3;   ///< ranks count from 1; the leading ones are left out as not yet a law.
  Index last_rank = 100;  ///< included; where the spectrum is shorter, its last.
  RankWeight weight = RankWeight::uniform;
};

struct PowerLaw {
  double alpha = 0;      ///< l_i ~ c i^{-alpha}; NaN where count < 2.
  double log_c = 0;      ///< natural logarithm of c; NaN likewise.
  double r_squared = 0;  ///< of the weighted fit in log-log; NaN where log l does not vary.
  Index count = 0;       ///< ranks that were used.
};

/// The exponent of a power law l_i = c i^{-alpha}: (weighted) least squares of log l_i on log i
/// over the ranks first, ..., last. Values l_i <= n * eps * l_1 are rounding, end the range and are
/// not fitted; `count` says how many ranks were.
///
/// The exponent of a *feature* covariance is that of the operator only at beta = 1/2: its
/// eigenvalues are 1 - (1 - s_i) / (2 beta) (theory 6, V28).
///
/// @param eigenvalues  n values, descending, finite.
/// @throws core::InputError  no value, not finite, not descending, or not 1 <= first < last.
/// Source: C. Stringer et al., Nature 571 (2019) 361-365.
[[nodiscard]] PowerLaw fit_power_law(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                     const PowerLawOptions& options = {});

}  // namespace eigenviews::solver
