#pragma once

#include <Eigen/Core>
#include <vector>

namespace eigenviews::kernel {

// Singular functions of the toys (docs/theory.md, section 4) that are not polynomials, each
// orthonormal in the probability measure stated. Values are accurate to a few eps, arguments of
// sine and cosine being reduced in whole numbers first.

/// Real Fourier functions on Z_n under uniform weights: mode 0 is 1; mode 2k-1 is
/// sqrt(2) cos(2 pi k x/n - phase) and mode 2k is sqrt(2) sin(2 pi k x/n - phase), k < n/2; where n
/// is even the last mode, n-1, is cos(pi x - phase), a sign for the phases 0 and pi.
///
/// @param n      >= 1.
/// @param mode   0 <= mode < n.
/// @param phase  radians; shifts the function, and must be 0 or pi for the modes 0 and, n even,
/// n-1.
/// @return n values, x = 0, ..., n-1.
[[nodiscard]] Eigen::VectorXd fourier_mode(Eigen::Index n, Eigen::Index mode, double phase = 0);

/// The wave number k of a mode of fourier_mode: 0, 1, 1, 2, 2, ...
[[nodiscard]] Eigen::Index fourier_wave_number(Eigen::Index mode);

/// 1 (k = 0) or sqrt(2) cos(k pi x) at the midpoints x = (i + 1/2) / n, orthonormal under uniform
/// weights for 0 <= k < n.
[[nodiscard]] Eigen::VectorXd cosine_mode(Eigen::Index n, Eigen::Index k);

/// Degree l and order of the real spherical harmonic number `mode`, mode = 0, 1, 2, ...: the modes
/// l^2, ..., l^2 + 2l have degree l, in the order m = 0, cos 1, sin 1, cos 2, sin 2, ...
struct SphericalMode {
  unsigned degree = 0;
  unsigned order = 0;
  bool sine = false;
};
[[nodiscard]] SphericalMode spherical_mode(Eigen::Index mode);

/// sqrt(4 pi) Y_l0, sqrt(8 pi) Re Y_lm or sqrt(8 pi) Im Y_lm, m > 0: orthonormal in the uniform
/// probability measure on S^2 (Y_lm itself has norm 1 in L2(d Omega), total mass 4 pi).
///
/// @param colatitude  rows, radians in [0, pi].
/// @param longitude   columns, radians.
/// @return rows * cols values, index row * cols + col.
[[nodiscard]] Eigen::VectorXd spherical_harmonic(Eigen::Index mode,
                                                 const Eigen::VectorXd& colatitude,
                                                 const Eigen::VectorXd& longitude);

/// An orthonormal basis for N points in K blocks under uniform weights, made of contrasts: mode 0
/// is 1; modes 1, ..., K-1 are constant on blocks, mode j being positive on the blocks before j,
/// negative on block j and zero after; modes K, ..., N-1 do the same with the points inside each
/// block in turn.
///
/// @param sizes  block sizes >= 1, N = their sum; points of a block are neighbours.
/// @param mode   0 <= mode < N.
[[nodiscard]] Eigen::VectorXd block_mode(const std::vector<Eigen::Index>& sizes, Eigen::Index mode);

}  // namespace eigenviews::kernel
