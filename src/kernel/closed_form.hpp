#pragma once

#include <Eigen/Core>
#include <vector>

#include "kernel/toy.hpp"

/// Singular values of T with multiplicities, in closed form: one function for each row of the
/// table in docs/theory.md, section 4. Squares are the eigenvalues of T*T and TT*.
///
/// Every function returns levels in descending order of sigma and refuses arguments outside the
/// stated range (NaN included) with core::InputError. `levels` is the number of distinct levels
/// wanted, >= 1. Unless stated otherwise the relative error of sigma is a few eps. Multiplicities
/// of 2^53 and above are refused.
namespace eigenviews::kernel::closed_form {

using Levels = std::vector<Level>;

/// The first `count` singular values with multiplicities written out, fewer if the levels end.
[[nodiscard]] Eigen::VectorXd expand(const Levels& levels, Index count);

/// Two sigmas are one level where they differ by <= relative_tolerance * the larger: a product of
/// some ten rounded factors is off by about as many eps.
inline constexpr double relative_tolerance = 64 * 0x1p-52;

/// Sorts descending and joins levels with a - b <= max(absolute_tolerance, relative_tolerance * a),
/// a being the largest sigma of the level that b may join.
[[nodiscard]] Levels merged(Levels levels, double absolute_tolerance = 0);

// ---- Gaussian originals and noise -------------------------------------------------------------

/// Row i-a: x ~ N(0,1), a = r x + sqrt(1-r^2) noise. sigma_n = |r|^n, multiplicity 1; 0 < |r| < 1.
[[nodiscard]] Levels ornstein_uhlenbeck(double r, Index levels);
/// Row i-b: x ~ N(0,1), a = x + s noise. sigma_n = (1+s^2)^(-n/2), multiplicity 1; s > 0.
[[nodiscard]] Levels additive_gaussian(double s, Index levels);
/// Row i-c, isotropic: D equal coordinates of correlation r, 0 < |r| < 1, dim >= 1.
/// sigma = |r|^n with multiplicity C(n+D-1, D-1).
[[nodiscard]] Levels isotropic_gaussian(double r, Index dim, Index levels);
/// Row i-c: products prod_i r_i^{n_i} of correlations r_i in (0, 1), equal products joined. The
/// list ends early where a product is below the smallest normal double, 2e-308.
[[nodiscard]] Levels gaussian(const Eigen::VectorXd& correlations, Index levels);
/// The r_i of x ~ N(0, Sigma), a = x + N(0, Gamma): r_i^2 = eig Sigma (Sigma+Gamma)^{-1},
/// descending. Both D x D, symmetric up to rounding; Sigma positive definite, Gamma positive
/// semi-definite.
[[nodiscard]] Eigen::VectorXd canonical_correlations(const Eigen::MatrixXd& sigma,
                                                     const Eigen::MatrixXd& gamma);

// ---- Circle, torus, interval ------------------------------------------------------------------

/// Row ii-a: circle of length 2 pi, wrapped normal of s radians. e^{-k^2 s^2 / 2}; 1, then 2 each.
[[nodiscard]] Levels wrapped_normal_circle(double s, Index levels);
/// Row ii-b: I_k(kappa) / I_0(kappa), kappa > 0; multiplicity 1, then 2 each.
[[nodiscard]] Levels von_mises_circle(double kappa, Index levels);
/// Row ii-c: torus T^D, D >= 1, wrapped normal of s radians: e^{-n s^2 / 2}, n a sum of D squares,
/// multiplicity the number r_D(n) of ways to write it.
[[nodiscard]] Levels torus(Index dim, double s, Index levels);
/// The number r_D(n) of integer vectors k in Z^D with |k|^2 = n, for n = 0, ..., last.
[[nodiscard]] std::vector<Index> sums_of_squares(Index dim, Index last);
/// Row v: U[0,1], normal noise s reflected at the ends: e^{-k^2 pi^2 s^2 / 2}, multiplicity 1.
[[nodiscard]] Levels reflecting_interval(double s, Index levels);

/// Singular value of Fourier mode k on the grid Z_q with wrapped normal noise of s grid units:
///   sum_j exp(-2 pi^2 s^2 (k+qj)^2 / q^2) / sum_j exp(-2 pi^2 s^2 (qj)^2 / q^2),
/// by Poisson summation equal to sum_h e^{-h^2/(2 s^2)} cos(2 pi k h/q) / sum_h e^{-h^2/(2 s^2)}.
/// The first form is used for s^2 >= 1/(2 pi), the second below: the terms then fall at least as
/// fast as e^{-pi j^2}. Any integer k, q >= 1, s > 0. The reflecting interval with n midpoints is
/// mode k of q = 2n.
[[nodiscard]] double wrapped_normal_grid(Index k, Index q, double s);
/// The same for von Mises noise on q equidistant angles: sum_j I_{k+qj} / sum_j I_{qj} at kappa;
/// 0 < kappa <= 1e12.
[[nodiscard]] double von_mises_grid(Index k, Index q, double kappa);

// ---- Spheres ----------------------------------------------------------------------------------

/// I_{nu+l}(kappa) / I_nu(kappa) for l = 0, ..., count-1; nu >= 0, kappa > 0. Free of overflow at
/// any kappa: quotients of neighbours by backward recurrence (all terms positive). The many steps
/// that kappa near 1e8 takes cost some 40 eps, others a few.
[[nodiscard]] Eigen::VectorXd bessel_ratios(double nu, double kappa, Index count);
/// Dimension of the harmonics of degree l on S^{D-1}: C(l+D-1, D-1) - C(l+D-3, D-1); D >= 2.
[[nodiscard]] Index sphere_multiplicity(Index dim, Index degree);
/// Rows iii-a (D = 3) and iii-c: S^{D-1}, von Mises-Fisher noise of concentration kappa > 0:
/// I_{l+D/2-1} / I_{D/2-1}. On S^2, sigma_1 = coth kappa - 1/kappa.
[[nodiscard]] Levels von_mises_fisher(Index dim, double kappa, Index levels);
/// Row iii-b: S^2, heat kernel e^{t Laplacian}: e^{-l(l+1)t}, multiplicity 2l+1; t > 0.
[[nodiscard]] Levels heat_sphere(double t, Index levels);

// ---- Finite spaces ----------------------------------------------------------------------------

/// Row iv-a: {0,1}^n, every bit flipped with probability p in [0,1]: |1-2p|^k, C(n,k) times.
[[nodiscard]] Levels bit_flip(Index bits, double p);
/// Row iv-b: every bit erased with probability p in [0,1]: (1-p)^{k/2}, C(n,k) times.
[[nodiscard]] Levels erasure(Index bits, double p);
/// Row vi-a: Fourier coefficients qhat(k) = sum_h q(h) e^{2 pi i k h / n}, k = 0, ..., n-1, of
/// a = x + h on Z_n; absolute error O(n eps).
[[nodiscard]] Eigen::VectorXcd cyclic_coefficients(const Eigen::VectorXd& q);
/// Row vi-a: sigma = |qhat(k)|, equal values joined; q a probability vector. Absolute error O(n
/// eps).
[[nodiscard]] Levels cyclic(const Eigen::VectorXd& q);
/// Row vi-a, h uniform on 0..w-1, 1 <= w <= n: |sin(pi k w/n) / (w sin(pi k/n))|, exact zeros
/// where n divides k w.
[[nodiscard]] double uniform_window(Index k, Index n, Index w);
/// All values of uniform_window, equal ones joined.
[[nodiscard]] Levels uniform_window(Index n, Index w);

/// The irreducible characters of a finite group, all indexed by conjugacy class.
struct CharacterTable {
  std::vector<Index> class_sizes;  ///< sum: the order of the group; the identity's class first.
  Eigen::MatrixXcd characters;     ///< irreducible representations x classes; column 0: dimensions.
};
/// S_3: classes of the identity, the 3 transpositions and the 2 cycles of length 3.
[[nodiscard]] CharacterTable symmetric_group_3();
/// Row vi-b: a = x g, g ~ q constant on classes: |sum_g q(g) chi(g)| / dim, dim^2 times, equal
/// values joined. q[c] is the probability of one element of class c.
[[nodiscard]] Levels class_function(const CharacterTable& table, const Eigen::VectorXd& q);

/// Row vii-a: x ~ Beta(alpha, beta), a ~ Binomial(N, x), alpha, beta > 0, N >= 1:
/// sigma_n^2 = N! / (N-n)! / (alpha+beta+N)_n, n = 0, ..., N, multiplicity 1. Error O(n eps).
[[nodiscard]] Levels beta_binomial(double alpha, double beta, Index trials);
/// Row vii-b: x ~ Gamma(shape alpha, rate lambda), a ~ Poisson(x): sigma_n^2 = (1+lambda)^{-n},
/// multiplicity 1, for any shape; lambda > 0.
[[nodiscard]] Levels gamma_poisson(double lambda, Index levels);
/// Row viii: N points in K blocks of any sizes, P = delta I + (1-delta)((1-eps) Block + eps Unif):
/// 1; delta + (1-delta)(1-eps), K-1 times; delta, N-K times. delta, eps in [0,1].
[[nodiscard]] Levels blocks(Index points, Index blocks, double delta, double eps);

}  // namespace eigenviews::kernel::closed_form
