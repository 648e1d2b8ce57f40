#pragma once

#include <Eigen/Core>

// Features of unit variance under the off-diagonal penalty, and the VICReg loss whose hinge holds
// them there. Minimising tr(C - C_plus) + beta sum_{i != j} C_ij^2 over features with C_ii = 1
// gives second moments W W^T = diag(m_k) with
//
//   m_k = max(0, s_k - theta) / (2 beta),    sum_k m_k = d:
//
// water filling. The constraint on the diagonal costs nothing, since a rotation of the features
// makes every C_ii equal (I. Schur 1923, A. Horn, Amer. J. Math. 76 (1954) 620-630). The number of
// active modes
//
//   K(beta, d) = max{ K <= d : sum_{k <= K} (s_k - s_K) < 2 beta d }
//
// grows with beta and with d, unlike d_eff of the penalised loss. Source: docs/theory.md, 2.12.
namespace eigenviews::theory {

struct WaterFilling {
  Eigen::VectorXd second_moments;  ///< m_k of all listed modes, descending; sum d.
  double level = 0;                ///< theta; m_k > 0 where s_k > theta.
  double loss = 0;                 ///< sum_k (1 - s_k) m_k + beta (sum_k m_k^2 - d).
  Eigen::Index active = 0;         ///< K(beta, d).
};

/// The minimum over d features of unit variance.
///
/// @param eigenvalues  s_k in any order. They are taken as all modes that exist: d may exceed
///                     their number, and features then share modes. Where T has a null space and d
///                     exceeds its rank, list the zeros too. No constant for centred features.
/// @param functions    d >= 1.
/// @throws core::InputError  no value, one outside [0, 1] or NaN, beta not positive and finite,
///                           d < 1.
/// Accuracy: m_k to a few eps * (d + 1 / beta), absolute. Cost: O(k log k).
[[nodiscard]] WaterFilling unit_variance_minimum(
    const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
    double beta,
    Eigen::Index functions);

}  // namespace eigenviews::theory
