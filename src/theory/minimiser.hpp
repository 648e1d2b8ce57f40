#pragma once

#include <Eigen/Core>

// Where the penalised losses have their minimum, in closed form.
//
// A unit function f that is an eigenfunction costs a = <f, (I - T*T) f> = 1 - s in the invariance
// term, s = sigma^2 its eigenvalue of T*T. For features F = sum_k v_k w_k^T with C = E f f^T,
//
//   L(F) = tr(C - C_plus) + beta ||C - I||_F^2 = beta ||W W^T - B||_F^2 + const,
//   B = I - (I - S) / (2 beta),
//
// so that the best W W^T of rank at most d is the positive part of the d leading modes of B
// (C. Eckart, G. Young, Psychometrika 1 (1936) 211-218): F spans v_1, ..., v_d with the scales
//
//   c_i = sqrt(max(0, 1 - a_i / (2 beta))),    c_i > 0 for the d_eff(beta) modes with a_i < 2 beta,
//   L*  = sum_{i <= d_eff} (a_i - a_i^2 / (4 beta)) + beta (d - d_eff).
//
// At beta = 1/2 this is the spectral contrastive loss -2 tr C_plus + ||C||_F^2 of HaoChen et al.
// (NeurIPS 2021): for every F, L(F) = L_SCL(F) / 2 + d / 2, hence c_i^2 = s_i.
//
// With centred features the constant function, s = 1, is no mode: see without_constant in
// mode_ranges.hpp. Source: docs/theory.md, 2.8 to 2.11.
namespace eigenviews::theory {

/// Computed values may leave [0, 1] by their own error: -slack <= s <= 1 + slack is accepted.
inline constexpr double eigenvalue_slack = 1e-6;

struct Minimum {
  Eigen::VectorXd scales;          ///< c_1 >= ... >= c_d >= 0, L2 norms of the d features.
  double loss = 0;                 ///< L*, the value at the minimum.
  Eigen::Index effective_dim = 0;  ///< d_eff(beta), how many scales are positive.
};

/// c_i = sqrt(max(0, 1 - (1 - s_i) / (2 beta))) for each eigenvalue, in their order.
/// @param eigenvalues  s_i = sigma_i^2, at least one.
/// @throws core::InputError  no value, one outside [0, 1] or NaN, beta not positive and finite.
[[nodiscard]] Eigen::VectorXd feature_scales(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                             double beta);

/// The minimum of L over d features.
/// @param eigenvalues  s_i of all modes or of at least the d largest, in any order. Where T maps
///                     functions to 0 and d exceeds its rank, list their zeros too.
/// @param functions    d, 1 <= d <= number of eigenvalues.
/// @throws core::InputError  as above, or d out of range.
[[nodiscard]] Minimum reformulated_minimum(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                           double beta,
                                           Eigen::Index functions);

/// The same for the literal one-space loss sum_i |T f_i - f_i|^2 + beta ||C - I||_F^2, which is
/// defined for a self-adjoint T with eigenvalues sigma_i >= 0: a_i = (1 - sigma_i)^2.
[[nodiscard]] Minimum literal_minimum(const Eigen::Ref<const Eigen::VectorXd>& singular_values,
                                      double beta,
                                      Eigen::Index functions);

/// The minimum of the spectral contrastive loss: scales sigma_i, loss -sum_{i <= d} s_i^2 and the
/// number of s_i > 0. Arguments and errors as for reformulated_minimum.
[[nodiscard]] Minimum spectral_contrastive_minimum(
    const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
    Eigen::Index functions);

}  // namespace eigenviews::theory
