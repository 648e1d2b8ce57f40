#pragma once

#include <Eigen/Core>

// The bias of the orthogonality term |C_hat - I|_F^2 when C_hat comes from the same n originals in
// both factors. Source: docs/theory.md, 2.5 and 2.6.
namespace eigenviews::theory {

/// Moments of features; feature_moments() has them for a finite channel. White Gaussian features:
/// fourth d(d+2), c_square d.
struct OrthogonalityMoments {
  double fourth = 0;       ///< E |f|^4
  double pair_square = 0;  ///< E_plus (f . f')^2 >= |C|_F^2; unused at m = 1
  double c_square = 0;     ///< |C|_F^2
};

/// E|C_hat - I|_F^2 - |C - I|_F^2 for C_hat = (1/(n m)) sum f f^T over n originals with m views:
///   (1/n) [ E|f|^4/m + (1 - 1/m) E_plus (f . f')^2 - |C|_F^2 ].
/// d(d+1)/n for white Gaussian features and m = 1. At fixed n m it grows linearly in m.
/// @throws core::InputError  n < 1, m < 1, or a moment negative or not finite.
[[nodiscard]] double orthogonality_bias(const OrthogonalityMoments& moments,
                                        Eigen::Index originals,
                                        Eigen::Index views);

/// Central moments of features: mu = E f, R = E (f - mu)(f - mu)^T.
struct CentralMoments {
  double fourth = 0;    ///< E |f - mu|^4
  double trace = 0;     ///< tr R
  double r_square = 0;  ///< |R|_F^2
};

/// E|R_hat|_F^2 - |R|_F^2 for the sample covariance of n independent features, divided by n - 1:
///   (1/n)(E|f - mu|^4 - (tr R)^2 - 2|R|_F^2) + (1/(n-1))((tr R)^2 + |R|_F^2).
/// R_hat is unbiased, so this is also the bias of |R_hat - I|_F^2.
/// @throws core::InputError  n < 2, or a moment negative or not finite.
[[nodiscard]] double centred_orthogonality_bias(const CentralMoments& moments,
                                                Eigen::Index samples);

}  // namespace eigenviews::theory
