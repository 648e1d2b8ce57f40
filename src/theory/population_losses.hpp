#pragma once

#include <Eigen/Core>

#include "theory/vicreg.hpp"

// The losses in the population, on features F = sum_k v_k w_k^T in the basis of eigenfunctions:
// with W the k x d matrix of rows w_k and S = diag(s), C = W^T W and C_plus = W^T S W. Each returns
// the value with its gradient in W, for minimisers that are to be compared with the closed forms.
// The order of s is that of the rows of W. Source: docs/theory.md, 2.1 and 2.8 to 2.14.
//
// All throw core::InputError where s is not a spectrum with one value for each row of W, an entry
// of W is not finite, or a weight is not positive and finite. Cost: O(k d^2).
namespace eigenviews::theory {

struct LossAndGradient {
  double value = 0;
  Eigen::MatrixXd gradient;  ///< k x d, d value / d W.
};

/// tr(C - C_plus) + beta ||C - I||_F^2.
[[nodiscard]] LossAndGradient reformulated_loss(const Eigen::Ref<const Eigen::VectorXd>& s,
                                                double beta,
                                                const Eigen::Ref<const Eigen::MatrixXd>& w);

/// -2 tr C_plus + ||C||_F^2.
[[nodiscard]] LossAndGradient spectral_contrastive_loss(const Eigen::Ref<const Eigen::VectorXd>& s,
                                                        const Eigen::Ref<const Eigen::MatrixXd>& w);

/// tr(C - C_plus) + beta sum_{i != j} C_ij^2 of the features w_i / |w_i|.
/// @throws core::InputError  also where a column of W is zero.
[[nodiscard]] LossAndGradient unit_variance_loss(const Eigen::Ref<const Eigen::VectorXd>& s,
                                                 double beta,
                                                 const Eigen::Ref<const Eigen::MatrixXd>& w);

/// The hinge form of VICReg, 2 lambda tr(C - C_plus) + mu sum_i max(0, 1 - sqrt(C_ii)) +
/// 2 nu sum_{i != j} C_ij^2. At C_ii >= 1 the gradient is that without the hinge; a zero column
/// gets none from it.
[[nodiscard]] LossAndGradient vicreg_loss(const Eigen::Ref<const Eigen::VectorXd>& s,
                                          const VicregWeights& weights,
                                          const Eigen::Ref<const Eigen::MatrixXd>& w);

enum class FeatureVariance {
  free,  ///< columns of W as they are.
  unit,  ///< columns are divided by their norms; none may be zero.
};

/// sum_i (1 - C_plus,ii)^2 + lambda sum_{i != j} C_plus,ij^2.
[[nodiscard]] LossAndGradient barlow_twins_loss(const Eigen::Ref<const Eigen::VectorXd>& s,
                                                double lambda,
                                                const Eigen::Ref<const Eigen::MatrixXd>& w,
                                                FeatureVariance variance);

}  // namespace eigenviews::theory
