#pragma once

#include <Eigen/Core>
#include <limits>

// Which weights of a loss keep how many modes of a measured spectrum: the conditions of
// minimiser.hpp, water_filling.hpp and barlow_twins.hpp solved for the weight. Mode K joins where
// the weight passes a threshold t_K that grows with K, so exactly K modes are kept for
// t_K < weight <= t_{K+1}. Source: docs/theory.md, 2.18.
namespace eigenviews::theory {

/// The weights w with above < w <= up_to; empty between equal eigenvalues, which join together.
struct WeightRange {
  double above = 0;
  double up_to = std::numeric_limits<double>::infinity();

  [[nodiscard]] bool contains(double weight) const { return weight > above && weight <= up_to; }
  [[nodiscard]] bool empty() const { return !(above < up_to); }
};

/// The spectrum that centred features see: the values in descending order without one of the
/// largest, which must be the constant's 1. (Of several components one goes.)
/// @throws core::InputError  fewer than 2 values, one outside [0, 1] or NaN, none within
///                           eigenvalue_slack of 1.
[[nodiscard]] Eigen::VectorXd without_constant(
    const Eigen::Ref<const Eigen::VectorXd>& eigenvalues);

/// beta for which d features under the reformulated loss keep exactly K modes, d_eff(beta) = K:
/// t_K = (1 - s_K) / 2; no upper end for K = d.
///
/// @param eigenvalues  in any order, d at least (their zeros too where d exceeds the rank of T).
///                     With the constant's 1 for features as they are, without_constant() for
///                     centred ones; `modes` counts modes of this list.
/// @throws core::InputError  values, d out of range, or not 1 <= K <= d.
[[nodiscard]] WeightRange reformulated_range(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                             Eigen::Index modes,
                                             Eigen::Index functions);

/// beta for which d features of unit variance use exactly K modes, K(beta, d) = K:
/// t_K = (1/(2d)) sum_{k <= K} (s_k - s_K); no upper end for K = min(d, number of values).
/// @throws core::InputError  values, d < 1, or not 1 <= K <= min(d, number of values).
[[nodiscard]] WeightRange unit_variance_range(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                              Eigen::Index modes,
                                              Eigen::Index functions);

/// lambda for which d features use exactly K modes under Barlow Twins with unit variance:
/// t_K = barlow_twins_threshold(K); likewise. The programme itself holds for lambda <= 1.
/// @throws core::InputError  as above, or s_K = 0 where K is not the last (zeros join together).
[[nodiscard]] WeightRange barlow_twins_range(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                             Eigen::Index modes,
                                             Eigen::Index functions);

}  // namespace eigenviews::theory
