#pragma once

#include <torch/torch.h>

#include <string>
#include <string_view>
#include <vector>

// Estimators of the two parts of the reformulated loss from a batch f, B x m x d (B originals, m
// views of each, d functions), float32 or float64.
namespace eigenviews::nn {

/// How ||C - I||_F^2 is estimated. E f f^T is exact in neither factor, and the square of an
/// unbiased estimate is biased.
enum class Orthogonality {
  plug_in,     ///< ||C - I||^2 with C from all B m rows. Biased upwards by the variance of C.
  half_batch,  ///< <C_1 - I, C_2 - I>, C_1 and C_2 from two halves of the originals. Unbiased.
  u_statistic  ///< the mean over pairs of distinct originals. Unbiased, of the smallest variance.
};

/// plug-in, half-batch, u-statistic.
[[nodiscard]] const std::vector<std::string>& orthogonality_names();
/// @throws core::InputError  an unknown name.
[[nodiscard]] Orthogonality parse_orthogonality(std::string_view name);

/// Originals that an estimator needs: 1 plug-in, 2 unbiased, 4 unbiased about the mean.
[[nodiscard]] std::int64_t originals_needed(Orthogonality estimator, bool centred);

/// I = mean over originals of sum_j |f_j - mean_k f_k|^2 / (m - 1), unbiased for
/// E tr Cov(f | x) = tr(C - C_plus) whatever m; equal to the mean over pairs of |f_j - f_k|^2 / 2.
/// m >= 2.
[[nodiscard]] torch::Tensor within_view_variance(const torch::Tensor& f);

/// ||C - I||_F^2, C = E f f^T, or E (f - mu)(f - mu)^T where `centred`.
///
/// plug_in: centred about the mean of all rows, divisor B m.
/// half_batch: the first B / 2 originals against the rest; the caller's originals are in random
/// order. Centred: each half about its own mean, corrected to be unbiased.
/// u_statistic: with g_i = (1/m) sum_j f_ij f_ij^T and C = mean_i g_i,
///   ||C - I||^2 + (||C||^2 - mean_i ||g_i||^2) / (B - 1),
/// so that it costs no more than the plug-in; centred, see orthogonality.cpp. It can be negative.
///
/// Cost: O(B m d^2 + B m^2 d) time, O(d^2) memory beside f.
[[nodiscard]] torch::Tensor orthogonality(const torch::Tensor& f,
                                          Orthogonality estimator,
                                          bool centred);

}  // namespace eigenviews::nn
