#pragma once

#include <Eigen/Core>

namespace eigenviews::solver {

/// exp of the entropy of the normalised eigenvalues: exp(-sum p_i log p_i), p_i = l_i / sum l, with
/// 0 log 0 = 0. In [1, number of positive values]; d equal values give d; all zero gives 0.
///
/// @param eigenvalues  of a covariance, in any order; finite and l_i >= -n * eps * l_max, where
///                     negative values are rounding and count as 0.
/// @throws core::InputError  no value, or one that breaks the rule.
/// Source: O. Roy, M. Vetterli, EUSIPCO 2007 (there of singular values; here, as in theory 6, of
/// the eigenvalues of the covariance).
[[nodiscard]] double effective_rank(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues);

/// (sum l)^2 / sum l^2, the same rules; at most effective_rank.
[[nodiscard]] double participation_ratio(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues);

/// Eigenvalues of F^T D_w F, p values in descending order, as squares of singular values: never
/// negative, and exact zeros where p > n. Centre F first for the covariance about the mean.
/// @throws core::InputError  entries or weights; see weighted_space.hpp.
[[nodiscard]] Eigen::VectorXd second_moment_spectrum(
    const Eigen::Ref<const Eigen::MatrixXd>& features,
    const Eigen::Ref<const Eigen::VectorXd>& weights);

}  // namespace eigenviews::solver
