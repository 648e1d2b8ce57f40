#pragma once

#include "kernel/finite_channel.hpp"
#include "nn/losses/loss.hpp"

namespace eigenviews::nn {

/// The loss as it is printed, sum_i |T f_i - f_i|^2 + beta ||C - I||_F^2, on a finite space.
///
/// It compares a function with its own average, so that originals and views must be one space, and
/// its values are |1 - t|^2 for an eigenvalue t of T itself: it ranks functions as T*T does, by
/// (1 - sigma)^2, only where T is self-adjoint and positive semi-definite. Otherwise its minimiser
/// is another space, at up to 90 degrees. The chain T*T of any channel, from a view to an original
/// and back to a view, is admissible: P' = D_A^{-1} P^T D_X P with prior rho_A.
///
/// The returned loss takes the values on all states, n x 1 x d with row x the state x, weighted by
/// rho_X; `invariance` is sum_i |T f_i - f_i|^2. Minimum: theory::literal_minimum (without the
/// constant function where `centred`).
///
/// @throws core::InputError  beta not positive and finite; another number of views than originals;
///         rho(x) p(a|x) = rho(a) p(x|a) broken, the line tells by how much and where; an
///         eigenvalue below 0, which the line tells. Tolerance of both: the rounding of float32.
[[nodiscard]] Loss make_literal_loss(const kernel::FiniteChannel& channel,
                                     double beta,
                                     bool centred);

}  // namespace eigenviews::nn
