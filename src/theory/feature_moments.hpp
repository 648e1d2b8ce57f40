#pragma once

#include <Eigen/Core>

#include "theory/invariance_estimator.hpp"
#include "theory/orthogonality_bias.hpp"

namespace eigenviews::theory {

/// Moments of features over a channel, x ~ rho_X and views a ~ p(.|x).
struct FeatureMoments {
  Eigen::VectorXd mean;    ///< E f
  Eigen::MatrixXd c;       ///< C = E f f^T, d x d
  Eigen::MatrixXd c_plus;  ///< C_plus = E f f'^T over two views of one original, d x d
  InvarianceMoments invariance;
  OrthogonalityMoments orthogonality;
};

/// The exact moments of features of a finite channel, sums over all originals and views.
///
/// @param p         n_X x n_A, p(a|x).
/// @param rho_x     n_X positive probabilities.
/// @param features  n_A x d, row a holds f(a).
/// @throws core::InputError  shapes, an entry not finite, P negative, or rows of P or rho_x that do
///                           not sum to 1.
/// Accuracy: n_A eps of the largest |f|^4; conditional moments are centred before they are summed.
/// Cost: O(n_X n_A d^2). Source: docs/theory.md, 2.1 to 2.6.
[[nodiscard]] FeatureMoments feature_moments(const Eigen::Ref<const Eigen::MatrixXd>& p,
                                             const Eigen::Ref<const Eigen::VectorXd>& rho_x,
                                             const Eigen::Ref<const Eigen::MatrixXd>& features);

}  // namespace eigenviews::theory
