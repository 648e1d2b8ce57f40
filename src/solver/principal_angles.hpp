#pragma once

#include <Eigen/Core>

namespace eigenviews::solver {

struct PrincipalAngles {
  Eigen::VectorXd angles;   ///< min(rank_a, rank_b) values in radians, in [0, pi/2], ascending.
  Eigen::Index rank_a = 0;  ///< Below a.cols() when the functions in `a` have collapsed.
  Eigen::Index rank_b = 0;  ///< The same for `b`.
};

/// Principal angles between two spaces of functions sampled at the same n points.
///
/// Column j of `a` holds one function; the spaces are the column spans under
/// <f, g> = sum_i w_i f_i g_i. Replacing `a` by `a * M`, M invertible, changes nothing:
/// sign, order, scale and the basis inside a repeated eigenvalue do not matter.
/// A space of rank 0 (all functions zero) gives no angle.
///
/// @param a, b     n x p and n x q, with 1 <= p <= n and 1 <= q <= n.
/// @param weights  n positive probabilities w_i with |sum_i w_i - 1| <= n * eps.
/// @return  Angles and ranks. A rank counts the singular values s of the sqrt(w)-scaled
///          matrix with s > n * eps * s_max.
/// @throws core::InputError  (a std::invalid_argument) shapes differ, an entry is not finite, or
///                           `weights` is not a probability; the message gives the value received.
///
/// Accuracy: absolute error O(eps * s_max / s_kept), s_kept the smallest value counted.
/// Small angles use the sine: acos(1 - t^2 / 2) loses t below about sqrt(eps) = 1.5e-8.
/// Cost: O(n (p + q)^2) time, O(n (p + q)) memory.
/// Source: A. Bjorck, G. Golub, Math. Comp. 27 (1973) 579-594; sine branch and weighted
/// product: A. Knyazev, M. Argentati, SIAM J. Sci. Comput. 23 (2002) 2008-2040.
[[nodiscard]] PrincipalAngles principal_angles(const Eigen::Ref<const Eigen::MatrixXd>& a,
                                               const Eigen::Ref<const Eigen::MatrixXd>& b,
                                               const Eigen::Ref<const Eigen::VectorXd>& weights);

/// Mean over the first `dim` directions of cos^2: sum_i cos^2(angle_i) / dim. Where the ranks give
/// fewer than `dim` angles the missing directions count as cos = 0, so a collapsed space of
/// features does not look aligned. Equals the mean captured energy of `dim` exact functions.
/// @throws core::InputError  dim < 1, or fewer than the number of angles.
[[nodiscard]] double mean_cos2(const PrincipalAngles& angles, Eigen::Index dim);

}  // namespace eigenviews::solver
