#pragma once

#include <Eigen/Core>

// The minimum of Barlow Twins, sum_i (1 - C_plus,ii)^2 + lambda sum_{i != j} C_plus,ij^2
// (J. Zbontar et al., ICML 2021), in the population.
//
// Without a constraint on the norms it is 0, attained by any d modes with s > 0 whose functions are
// scaled by 1/sigma, so the loss then has no preference for the leading modes. With unit variance
// and lambda <= 1, convexity in the diagonal bounds it below by the programme
//
//   min d [(1 - c)^2 - lambda c^2] + lambda sum_k m_k^2 s_k^2,   c = (1/d) sum_k m_k s_k,
//   over m >= 0 on the modes 1, ..., d with sum_k m_k = d,
//
// attained where a rotation makes every C_ii = 1 and every C_plus,ii = c: for d for which a
// Hadamard matrix exists, and for every d at lambda = 1 or K = 1. (Other d: within 3 % in all cases
// tried.)
//
// Stationarity makes m_k proportional to x_k = (s_k - tau) / s_k^2 on the active modes. Eliminating
// c leaves, with b_k = 1/s_k - 1 + lambda,
//
//   tau = (sum_k b_k - lambda d) / sum_k (b_k / s_k)  over k <= K,
//   K(lambda, d) = max{ K <= d : sum_{k < K} b_k (1 - s_K / s_k) < lambda d }.
//
// The sum grows with K, so the active set needs no search. For K = 2 the rule reads
// lambda d > ((1 - s_1) + lambda s_1)(s_1 - s_2) / s_1^2. At the minimum individual features are
// not eigenfunctions; only their span means something. Source: docs/theory.md, 2.14 to 2.17.
namespace eigenviews::theory {

struct BarlowTwinsMinimum {
  Eigen::VectorXd second_moments;  ///< m_k of all listed modes by descending s_k; sum d.
  double diagonal = 0;             ///< c, the common value of C_plus,ii, in (0, 1].
  double loss = 0;                 ///< value of the programme.
  Eigen::Index active = 0;         ///< K(lambda, d), how many m_k are positive.
};

/// The solution of the programme.
///
/// Modes with s_k = 0 cost nothing: once sum b_k over all s_k > 0 is below lambda d, m_k = c d / (r
/// s_k) on the r positive ones, c = 1 / (1 - lambda + lambda d / r), and what is missing to d lies
/// on the zeros in any way; it is spread evenly over those among the d leading modes.
///
/// @param eigenvalues  s_k in any order, taken as all modes that exist (d may exceed their number).
///                     Barlow Twins centres: leave the constant out.
/// @param lambda       0 < lambda <= 1.
/// @param functions    d >= 1.
/// @throws core::InputError  no value, one outside [0, 1] or NaN, none positive, lambda or d.
/// Accuracy: relative error of m_k about K eps s_k / (s_k - tau). Cost: O(k log k + K^2).
[[nodiscard]] BarlowTwinsMinimum barlow_twins_minimum(
    const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
    double lambda,
    Eigen::Index functions);

/// The lambda above which d features of unit variance use K modes or more:
///   sum_{k < K} (1/s_k - 1)(1 - s_K/s_k) / (d - sum_{k < K} (1 - s_K/s_k));
/// for K = 2, d = 2 it is (1 - s_1)(s_1 - s_2) / (s_1 (s_1 + s_2)). Above 1 it is outside the range
/// of the programme.
/// @param modes      K, 1 <= K <= min(d, number of eigenvalues), s_{K-1} > 0.
/// @throws core::InputError  as above, or K out of range.
[[nodiscard]] double barlow_twins_threshold(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                            Eigen::Index modes,
                                            Eigen::Index functions);

/// lambda to infinity, d features of unit variance with s_d >= 2/3: every C_plus,ii is the harmonic
/// mean of s_1, ..., s_d.
/// @throws core::InputError  values, d out of range, s_d < 2/3.
[[nodiscard]] double barlow_twins_strong_limit(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                               Eigen::Index functions);

/// 1/sigma_k for each value: the norms with which features on *any* modes make the loss without a
/// constraint vanish.
/// @throws core::InputError  no value, one outside [0, 1] or not positive.
[[nodiscard]] Eigen::VectorXd barlow_twins_whitening(
    const Eigen::Ref<const Eigen::VectorXd>& eigenvalues);

}  // namespace eigenviews::theory
