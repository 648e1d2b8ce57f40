#pragma once

#include <Eigen/Core>

namespace eigenviews::theory {

/// E|B_hat - B|_F^2 for the plain Monte Carlo estimate of TT* of a data set with known density,
/// B_hat = (N/M) sum_t r(a_t) r(a_t)^T with M independent views a_t ~ rho_A and posteriors r:
///   (N^2 E|r|^4 - |B|_F^2) / M <= N^2 / M.
///
/// @param originals  N >= 1.
/// @param fourth     E_{a ~ rho_A} |r(a)|^4, in [1/N^2, 1] since r is a probability.
/// @param b_square   |B|_F^2, in [1, N^2 fourth].
/// @param draws      M >= 1.
/// @throws core::InputError  a value out of range (by more than 1e-9 of it: they are computed).
/// Source: docs/theory.md, 4.2.
[[nodiscard]] double plain_mixture_error(Eigen::Index originals,
                                         double fourth,
                                         double b_square,
                                         Eigen::Index draws);

}  // namespace eigenviews::theory
