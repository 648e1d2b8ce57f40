#pragma once

#include <Eigen/Core>
#include <vector>

// Gradient flow of the reformulated loss in a basis that is not orthonormal: f = V phi(a) with V
// d x p, G = E phi phi^T and M = E phi phi'^T over two views (last layer, or a network near its
// initialisation). With X = V^T, p x d,
//
//   dX/dt = 2 [(2 beta - 1) G + M] X - 4 beta G X X^T G X.
//
// Small features grow along the leading eigenvectors of (2 beta - 1) G + M: cross-view kernel PCA
// (M) at beta = 1/2, but the principal components of G, blind to the augmentation, as beta grows.
// The limit is the top-d space of the pencil M v = s G v, with eigenvalues c_i^2 of the features'
// second moment V G V^T (feature_scales). Where G = diag(gamma) commutes with M, modes appear in
// the order of gamma_i (2 beta - (1 - s_i)), not of s_i. Source: docs/theory.md, 3.8 to 3.11.
namespace eigenviews::theory {

/// dX/dt at X.
/// @param x     p x d. @param g, m  p x p, symmetric (their symmetric parts are not taken).
/// @throws core::InputError  shapes, entries not finite, beta not positive and finite.
/// Cost: O(p^2 d).
[[nodiscard]] Eigen::MatrixXd feature_flow(const Eigen::Ref<const Eigen::MatrixXd>& x,
                                           const Eigen::Ref<const Eigen::MatrixXd>& g,
                                           const Eigen::Ref<const Eigen::MatrixXd>& m,
                                           double beta);

/// (2 beta - 1) G + M, whose leading eigenvectors small features take first. Errors as above.
[[nodiscard]] Eigen::MatrixXd linear_phase_matrix(const Eigen::Ref<const Eigen::MatrixXd>& g,
                                                  const Eigen::Ref<const Eigen::MatrixXd>& m,
                                                  double beta);

/// Indices of the modes in the order in which small features learn them in the commuting case,
/// descending gamma_i (2 beta - (1 - s_i)), ties by index. Modes with 1 - s_i >= 2 beta, which are
/// never learned, are left out.
/// @param gammas       k positive numbers. @param eigenvalues  k values.
/// @throws core::InputError  values, sizes, a gamma not positive and finite, beta.
[[nodiscard]] std::vector<Eigen::Index> learning_order(
    const Eigen::Ref<const Eigen::VectorXd>& gammas,
    const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
    double beta);

/// Two modes, s_1 > s_2 but gamma_2 > gamma_1 > 0, in the commuting case.
struct TwoModes {
  double s_1 = 0;
  double s_2 = 0;
  double gamma_1 = 0;
  double gamma_2 = 0;
};

/// beta* = (gamma_2 (1 - s_2) - gamma_1 (1 - s_1)) / (2 (gamma_2 - gamma_1)): above it the wrong
/// mode 2 comes first. @throws core::InputError  not 1 >= s_1 > s_2 >= 0, gamma_2 > gamma_1 > 0.
[[nodiscard]] double misorder_beta(const TwoModes& modes);

/// One feature that starts at (c_0, c_0) with beta > beta* learns mode 2 first, then sits at a
/// saddle and switches to mode 1 at about
///   t = ln(c_2/c_0)/(gamma_2 a_2) + ln(c_2/w_1)/(2 gamma_1 (s_1 - s_2)),
///   w_1 = c_0 (c_2/c_0)^{gamma_1 a_1/(gamma_2 a_2)},  c_2^2 = a_2/(4 beta),
/// to 10 %: a smaller start switches later.
/// @throws core::InputError  as above, beta not above beta*, not 0 < c_0 < c_2 (in particular where
///                           mode 2 collapses).
[[nodiscard]] double switch_time(const TwoModes& modes, double beta, double amplitude);

}  // namespace eigenviews::theory
