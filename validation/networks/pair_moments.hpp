#pragma once

#include <functional>

#include "kernel/finite_channel.hpp"
#include "theory/invariance_estimator.hpp"

// Theorem 1 for other means over pairs of views than the invariance term: its gradient, a Ritz
// value to first order.
namespace eigenviews::validation {

/// The exact law of the mean over n originals of the mean of h(f_j, f_k) over the pairs j < k of
/// their m views, for a symmetric h with several coordinates.
///
/// W. Hoeffding (Ann. Math. Stat. 19 (1948) 293-325): given x its variance is
/// (2/(m(m-1))) (2 (m-2) z1 + z2), z1 = Var E[h(a,b)|a], z2 = Var h(a,b), summed over coordinates.
/// With E4 - Ev2 = 4 E z1 and ES2 = E(z2 - 2 z1) that is theory::invariance_variance, whose moments
/// these are where h = |f - f'|^2 / 2.
struct PairMoments {
  Eigen::VectorXd mean;               ///< E h, one a coordinate
  theory::InvarianceMoments moments;  ///< its `mean` is |E h|
};

/// @param kernel  of a coordinate: n_A x n_A, entry (a, b) is h(a, b).
/// Cost: O(coordinates n_X n_A^2).
[[nodiscard]] PairMoments pair_moments(const kernel::FiniteChannel& channel,
                                       Eigen::Index coordinates,
                                       const std::function<Eigen::MatrixXd(Eigen::Index)>& kernel);

}  // namespace eigenviews::validation
