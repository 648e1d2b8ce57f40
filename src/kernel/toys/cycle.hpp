#pragma once

#include <Eigen/Core>

#include "kernel/toys/factor.hpp"

namespace eigenviews::kernel::toys {

/// Wrapped normal noise on Z_q: proportional to sum_j exp(-(h + q j)^2 / (2 s^2)), h = 0, ..., q-1,
/// sum 1. s > 0 in grid units.
[[nodiscard]] Eigen::VectorXd wrapped_normal_weights(Index q, double s);

/// Its Fourier coefficients, closed_form::wrapped_normal_grid(k, q, s) for k = 0, ..., q-1.
[[nodiscard]] Eigen::VectorXcd wrapped_normal_coefficients(Index q, double s);

/// The channel a = x + h on Z_n, h ~ weights. With the coefficient qhat(k) = sigma e^{i phi},
///   T sqrt(2) cos(2 pi k a/n - phi) = sigma sqrt(2) cos(2 pi k x/n), and the same for the sine.
///
/// @param weights       n >= 1 probabilities.
/// @param coefficients  qhat(0), ..., qhat(n-1) from the closed form.
[[nodiscard]] Factor cycle_factor(const Eigen::VectorXd& weights,
                                  const Eigen::VectorXcd& coefficients);

}  // namespace eigenviews::kernel::toys
