#pragma once

#include <Eigen/Core>

// VICReg in terms of the other losses. With weights lambda (invariance), mu (variance) and nu
// (covariance) it has two forms (A. Bardes, J. Ponce, Y. LeCun, ICLR 2022, and the squared form):
//
//   penalised  lambda E|f - f'|^2 + nu ||C - I||_F^2            = 2 lambda L, beta = nu/(2 lambda)
//   hinge      lambda E|f - f'|^2 + mu sum_i max(0, 1 - std_i) + 2 nu sum_{i != j} C_ij^2
//
// E|f - f'|^2 = 2 tr(C - C_plus). Where the hinge is active at every feature, the second is the
// problem of water_filling.hpp with beta = nu / lambda. Source: docs/theory.md, 2.13.
namespace eigenviews::theory {

struct VicregWeights {
  double invariance = 0;  ///< lambda > 0
  double variance = 0;    ///< mu >= 0
  double covariance = 0;  ///< nu > 0
};

/// beta = nu / (2 lambda): the penalised form equals 2 lambda L at this beta.
/// @throws core::InputError  lambda or nu not positive and finite.
[[nodiscard]] double vicreg_penalised_beta(const VicregWeights& weights);

/// beta = nu / lambda of the unit-variance problem behind the hinge form. Errors as above.
[[nodiscard]] double vicreg_hinge_beta(const VicregWeights& weights);

/// A lone feature on a mode with eigenvalue s under the hinge: the norm that minimises
/// 2 lambda (1 - s) c^2 + mu max(0, 1 - c) is c = min(1, mu / (4 lambda (1 - s))), never 0 for
/// mu > 0; 1 where s >= 1.
/// @throws core::InputError  s outside [0, 1] or NaN, lambda not positive, mu negative.
[[nodiscard]] double vicreg_lone_scale(double s, const VicregWeights& weights);

/// The mu above which the hinge holds features of unit variance where they are,
///   max_i [ 4 lambda (1 - C_plus,ii) + 8 nu sum_{j != i} C_ij^2 ]:
/// the largest gain from shrinking one feature.
/// @param c, c_plus  d x d, E f f^T and E f f'^T of the features, d >= 1.
/// @throws core::InputError  shapes, entries not finite, C_ii further than 1e-6 from 1, weights.
[[nodiscard]] double vicreg_hinge_threshold(const Eigen::Ref<const Eigen::MatrixXd>& c,
                                            const Eigen::Ref<const Eigen::MatrixXd>& c_plus,
                                            const VicregWeights& weights);

}  // namespace eigenviews::theory
