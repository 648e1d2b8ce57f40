#pragma once

#include <Eigen/Core>

#include "kernel/gaussian_channel.hpp"
#include "kernel/sampled_views.hpp"

// Singular functions at points that the operator was not built on (theory 1, C01). From
// T v_i = sigma_i u_i and T* u_i = sigma_i v_i, read as definitions at any point,
//
//   u_i(x) = (1/sigma_i) sum_a p(a|x) v_i(a),     v_i(a) = (1/sigma_i) sum_x p(x|a) u_i(x).
//
// At the points of the operator this gives the functions back, to residual / sigma_i. A rounding
// error of the sum is divided by sigma_i as well, so functions of small sigma_i extend badly.

namespace eigenviews::solver {

using Eigen::Index;

/// rows * functions * diag(1/sigma).
///
/// @param rows       n' x n: p(a|x) for new originals x, or p(x|a) for new views a.
/// @param functions  n x k: v on the views, or u on the originals, as functions (not L2
/// coordinates).
/// @param sigma      k singular values, > 0.
/// @return  n' x k.
/// @throws core::InputError  shapes differ, an entry is not finite, or a sigma is not > 0: a
/// function
///                           of the null space has no extension.
[[nodiscard]] Eigen::MatrixXd extend(const Eigen::Ref<const Eigen::MatrixXd>& rows,
                                     const Eigen::Ref<const Eigen::MatrixXd>& functions,
                                     const Eigen::Ref<const Eigen::VectorXd>& sigma);

/// u at new data rows, with the same estimator of T as the operator on these views.
/// @param x  n' x p data rows.  @param v  M x k functions on the sampled views.
/// @return   n' x k. Exact at the channel's own originals.
/// Cost: (n + n') M densities and n' M k multiply-adds; n' x M doubles of memory.
[[nodiscard]] Eigen::MatrixXd extend_to_originals(const kernel::GaussianChannel& channel,
                                                  const kernel::SampledViews& views,
                                                  const data::RowMatrix& x,
                                                  const Eigen::Ref<const Eigen::MatrixXd>& v,
                                                  const Eigen::Ref<const Eigen::VectorXd>& sigma);

/// v at any views, with the same estimator of T* as the operator on these views.
/// @param a  q x w coordinates.  @param u  n x k functions on the originals.
/// @return   w x k. Exact at the sampled views.
/// Cost: n (M + w) densities for the self-consistent estimator, n w for the others.
[[nodiscard]] Eigen::MatrixXd extend_to_views(const kernel::GaussianChannel& channel,
                                              const kernel::SampledViews& views,
                                              const Eigen::MatrixXd& a,
                                              const Eigen::Ref<const Eigen::MatrixXd>& u,
                                              const Eigen::Ref<const Eigen::VectorXd>& sigma);

}  // namespace eigenviews::solver
