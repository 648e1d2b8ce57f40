#pragma once

#include "nn/losses/loss_terms.hpp"
#include "nn/losses/orthogonality.hpp"

// f is B x m x d, float32 or float64, m >= 2; make_loss checks what these take for granted.
namespace eigenviews::nn {

/// L = I + beta ||C - I||_F^2, I = E tr Cov(f | x) = tr(C - C_plus).
///
/// The terms are I and ||C - I||^2; the second is normalised by d, its value for features that
/// are 0. Minimum: theory/minimiser.hpp.
[[nodiscard]] LossTerms reformulated(const torch::Tensor& f,
                                     double beta,
                                     Orthogonality estimator,
                                     bool centred);

/// -2 tr C_plus + ||C||_F^2 = -2 E f(a).f(a') + E (f(a).f(b))^2, a, a' views of one original and b
/// of another (J. HaoChen, C. Wei, A. Gaidon, T. Ma, NeurIPS 2021, definition 3.1).
///
/// Computed from the parts of `reformulated`, of which it is twice the value at beta = 1/2 less d:
/// total = 2 invariance + regulariser - d. Minimum: -sum_{i <= d} s_i^2 at c_i = sigma_i.
[[nodiscard]] LossTerms spectral_contrastive(const torch::Tensor& f,
                                             Orthogonality estimator,
                                             bool centred);

/// tr(C - C_plus) / tr C with C about the mean where `centred`, without a gradient.
[[nodiscard]] torch::Tensor share_between_views(const torch::Tensor& f,
                                                const torch::Tensor& invariance,
                                                bool centred);

}  // namespace eigenviews::nn
