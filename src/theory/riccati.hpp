#pragma once

#include <Eigen/Core>

// Gradient flow of the reformulated loss on features F = sum_k v_k w_k^T in the basis of
// eigenfunctions (rows w_k of W, k x d), solved in closed form from any start:
//
//   dW/dt = -grad L = A W - 4 beta W W^T W,   A = diag(a_i), a_i = 2 (2 beta - (1 - s_i)),
//
//   W W^T (t) = e^{At} W_0 (I + 8 beta W_0^T J_t W_0)^{-1} W_0^T e^{At},
//   J_t = diag((e^{2 a_i t} - 1) / (2 a_i)), t where a_i = 0.
//
// The bracket is N^T N for N = [I; (8 beta J_t)^{1/2} W_0], so with the triangular factor R of N
// the features themselves are W(t) = e^{At} W_0 R^{-1} up to a rotation from the right, which no
// span, spectrum or loss sees. Taking R from a QR factorisation of N keeps half of the digits that
// forming the bracket would lose. Time is step size times number of steps. Source:
// docs/theory.md, 3.1 and 3.2.
namespace eigenviews::theory {

/// a_i = 2 (2 beta - (1 - s_i)) for each eigenvalue: the rate of growth of a small mode.
/// @throws core::InputError  no value, one outside [0, 1] or NaN, beta not positive and finite.
[[nodiscard]] Eigen::VectorXd growth_rates(const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                           double beta);

/// The features after a time h, up to a rotation from the right.
///
/// @param w            k x d, any start, any rank.
/// @param eigenvalues  k values, in the order of the rows.
/// @param h            0 <= h with max |a_i| h <= 4e9: it is split so that max |a_i| h <= 4 in each
///                     part, where e^{max |a_i| h} bounds the digits lost.
/// @throws core::InputError  a value outside [0, 1], shapes, entries not finite, beta or h.
/// Accuracy: W W^T to about 20 eps of its norm, and each of its rows, however small, to about
/// 10 eps (1 + max |a_i| h) of its own (against 250 digits, up to max |a_i| h = 5000).
/// Cost: (1 + max |a_i| h / 4) QR factorisations of (k + d) x d.
[[nodiscard]] Eigen::MatrixXd riccati_step(const Eigen::Ref<const Eigen::MatrixXd>& w,
                                           const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                           double beta,
                                           double h);

/// W W^T (t) by the closed form in one piece, the oracle of riccati_step where it is accurate.
///
/// @param t  0 <= t with (a_1 - a_d) t <= 18 and max |a_i| t <= 350, a_d the min(d, k)-th largest.
///           Beyond the first the directions of W_0 are no longer apart in double precision, and
///           beyond the second e^{2 a t} overflows: use riccati_step.
/// @throws core::InputError  as above, or t out of range.
/// Accuracy: eps e^{(a_1 - a_d) t}, relative to |W W^T|.
[[nodiscard]] Eigen::MatrixXd riccati_second_moment(
    const Eigen::Ref<const Eigen::MatrixXd>& w,
    const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
    double beta,
    double t);

}  // namespace eigenviews::theory
