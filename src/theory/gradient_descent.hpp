#pragma once

#include <Eigen/Core>

// Gradient descent W <- W - eta grad L on the reformulated loss near its minimum over d features,
// all c_i > 0. The Hessian there has the eigenvalues
//
//   0                     d (d-1)/2 times: rotations of the features,
//   8 beta c_i^2          d: the scale of feature i,
//   4 beta (c_i^2+c_j^2)  i < j <= d: two features that are no longer orthogonal,
//   2 (s_j - s_i)         j <= d < i: a feature that leaves the top-d space,
//
// and it is stable iff eta is below 2 over the largest: 8 beta c_1^2, except at low beta, where
// 2 (s_1 - s_k) of the last mode k > d is larger, for beta < (2 - s_1 - s_k)/4. Since the last kind
// does not grow with beta, strong orthogonalisation costs steps in proportion to beta. Source:
// docs/theory.md, 3.12 and 3.13.
namespace eigenviews::theory {

/// The k d eigenvalues, ascending.
/// @param eigenvalues  s_i of all k modes, in any order, k >= d.
/// @throws core::InputError  values, beta, d out of range, or a mode among the first d that
///                           collapses, 1 - s_d >= 2 beta.
[[nodiscard]] Eigen::VectorXd hessian_spectrum(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                               double beta,
                                               Eigen::Index functions);

/// The step size at and above which gradient descent leaves the minimum,
///   min(1/(4 beta c_1^2), 1/(s_1 - s_k)),
/// the second only where k > d. Arguments and errors as for hessian_spectrum.
[[nodiscard]] double stability_limit(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                     double beta,
                                     Eigen::Index functions);

/// Largest over smallest positive eigenvalue of the Hessian,
///   max(4 beta c_1^2, s_1 - s_k) / min(s_d - s_{d+1}, 4 beta c_d^2):
/// 4 beta c_1^2 / (s_d - s_{d+1}) unless beta is low. Infinite where s_d = s_{d+1}.
/// @param eigenvalues  more than d values. Errors as for hessian_spectrum, and d = k.
[[nodiscard]] double condition_number(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                      double beta,
                                      Eigen::Index functions);

/// About how many steps bring tan theta_max from tan_start down to tan_target:
///   ln(tan_start/tan_target) / -ln(1 - 2 eta (s_d - s_next)),
/// the rate near the minimum. At eta proportional to 1/beta the number grows linearly in beta.
/// @throws core::InputError  not 0 < tan_target < tan_start < infinity, values, s_d <= s_next, or
///                           not 0 < 2 eta (s_d - s_next) < 1.
[[nodiscard]] double steps_to_tangent(double tan_start,
                                      double tan_target,
                                      double eta,
                                      double s_d,
                                      double s_next);

}  // namespace eigenviews::theory
