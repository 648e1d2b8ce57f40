#pragma once

namespace eigenviews::theory {

/// Gradient noise, dW = -grad L dt + noise dB with independent entries, fills the modes that a
/// loss without noise lets collapse: near 0 an entry of mode i follows dw = a_i w dt + noise dB,
/// a_i = 2 (2 beta - (1 - s_i)) < 0, and settles at the variance
///   noise^2 / (2 |a_i|).
/// Collapsed features then point in random directions, so that the measured span depends on beta
/// although the exact one does not.
/// @throws core::InputError  s outside [0, 1], beta not positive, noise negative, NaN, or a mode
///                           that does not decay, 1 - s <= 2 beta.
/// Accuracy: leading order in noise; the cubic term lowers it by a part of order beta d noise^2 /
/// a_i^2. Source: docs/theory.md, 3.14.
[[nodiscard]] double collapsed_variance(double s, double beta, double noise);

}  // namespace eigenviews::theory
