#pragma once

#include <Eigen/Core>

// How well the invariance term I = E_x tr Cov(f|x) = tr(C - C_plus) is estimated from n originals
// with m views each. With f_1, ..., f_m of one original and their mean f_0,
//
//   (1/(m-1)) sum_j |f_j - f_0|^2         is unbiased,
//   (1/m) sum_j |f_j - f_0|^2             has mean (1 - 1/m) I,
//   mean_j |f_j - mean of the others|^2   has mean m/(m-1) I,
//
// and the unbiased one has, with v(x) = tr Cov(f|x), V = Var_x v, E4 = E|f - Tf|^4, Ev2 = E v^2 and
// ES2 = E_x |Cov(f|x)|_F^2,
//
//   Var = (1/n) [ V + (E4 - Ev2)/m + 2 ES2/(m(m-1)) ].
//
// At a fixed number N = n m of encoder calls N Var = m V + (E4 - Ev2) + 2 ES2/(m-1) is smallest at
// m* = 1 + sqrt(2 ES2/V). Source: docs/theory.md, 2.2 to 2.4.
namespace eigenviews::theory {

/// Moments of v(x) = tr Cov(f|x) and of f - Tf; feature_moments() has them for a finite channel.
/// For a scalar Gaussian feature of constant conditional variance v: mean v, variance 0,
/// square v^2, fourth 3 v^2, covariance_square v^2.
struct InvarianceMoments {
  double mean = 0;               ///< I = E v
  double variance = 0;           ///< V = Var_x v
  double square = 0;             ///< Ev2 = E v^2 = V + I^2
  double fourth = 0;             ///< E4 = E |f - Tf|^4 >= Ev2
  double covariance_square = 0;  ///< ES2 = E_x |Cov(f|x)|_F^2 <= Ev2
};

/// (1 - 1/m): mean of the plug-in form, in units of I. @throws core::InputError  m < 1.
[[nodiscard]] double plug_in_invariance_factor(Eigen::Index views);

/// m/(m-1): mean of the form against the other views, in units of I.
/// @throws core::InputError  m < 2.
[[nodiscard]] double leave_one_out_invariance_factor(Eigen::Index views);

/// Variance of the unbiased estimator over n originals with m views each.
/// @throws core::InputError  n < 1, m < 2, or a moment negative or not finite.
[[nodiscard]] double invariance_variance(const InvarianceMoments& moments,
                                         Eigen::Index originals,
                                         Eigen::Index views);

/// m* = 1 + sqrt(2 ES2/V), the number of views that is best at a fixed number of encoder calls,
/// as a real number; infinite where V = 0 (more views never hurt).
/// @throws core::InputError  a moment negative or not finite.
[[nodiscard]] double optimal_views(const InvarianceMoments& moments);

/// At a fixed number of encoder calls m views (m > 2) beat 2 iff m < 1 + 2 ES2/V, which is
/// returned; infinite where V = 0. Errors as above.
[[nodiscard]] double break_even_views(const InvarianceMoments& moments);

}  // namespace eigenviews::theory
