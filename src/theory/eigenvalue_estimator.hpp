#pragma once

#include <Eigen/Core>

// How well an eigenvalue of T*T is estimated from n originals with m views, for a linear mode of a
// Gaussian channel: s_hat = C_hat_plus / C_hat is an intraclass correlation and
//
//   n Var s_hat -> 2 (1 - s)^2 (1 + (m-1) s)^2 / (m (m-1))   as n -> infinity
//
// (R. A. Fisher, Metron 1 (1921) 3-32). At a fixed number N = n m of encoder calls
// N Var ~ (1 + (m-1) s)^2 / (m-1), smallest at m* = 1 + 1/s: extra views help weakly invariant
// modes only. Unlike the invariance term, the ratio gains from normalisation, so m* differs from
// optimal_views(). Source: docs/theory.md, 5.3.
namespace eigenviews::theory {

/// Asymptotic variance of s_hat.
/// @throws core::InputError  s outside [0, 1] or NaN, n < 1, m < 2.
[[nodiscard]] double eigenvalue_variance(double s, Eigen::Index originals, Eigen::Index views);

/// m* = 1 + 1/s, as a real number, at least 2. @throws core::InputError  s not in (0, 1].
[[nodiscard]] double optimal_views_for_eigenvalue(double s);

/// At a fixed number of encoder calls m views (m > 2) beat 2 iff s < 1/sqrt(m - 1), that is, iff
/// m < 1 + 1/s^2, which is returned. @throws core::InputError  s not in (0, 1].
[[nodiscard]] double break_even_views_for_eigenvalue(double s);

/// Sampled views that never coincide make n stars: the eigenvalues of the empirical T*T are 1, n
/// times, and 0, n (m - 1) times, whatever the channel. Descending.
/// @throws core::InputError  n < 1 or m < 1.
[[nodiscard]] Eigen::VectorXd star_spectrum(Eigen::Index originals, Eigen::Index views);

}  // namespace eigenviews::theory
