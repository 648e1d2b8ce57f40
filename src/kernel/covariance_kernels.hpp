#pragma once

#include <Eigen/Core>
#include <vector>

#include "kernel/finite_channel.hpp"
#include "kernel/gaussian_channel.hpp"
#include "kernel/sampled_views.hpp"

// The kernels of an augmentation channel (docs/theory.md, 1.3 and 1.4):
//   backward (T*T), on views:      k^DAB(a, b) = E_{x ~ rho_X}[ p(a|x)/rho_A(a) p(b|x)/rho_A(b) ],
//   forward  (TT*), on originals:  k^DAF(x, z) = E_{a ~ rho_A}[ p(a|x)/rho_A(a) p(a|z)/rho_A(a) ],
// each the kernel of an integral operator against the second argument's marginal.

namespace eigenviews::kernel {

/// k^DAB between listed views of a finite channel, exact. @return a.size() x b.size().
/// @throws core::InputError  an index outside [0, views()).
[[nodiscard]] Eigen::MatrixXd backward_kernel(const FiniteChannel& channel,
                                              const std::vector<Index>& a,
                                              const std::vector<Index>& b);

/// k^DAF between listed originals of a finite channel, exact. @return x.size() x z.size().
/// @throws core::InputError  an index outside [0, originals()).
[[nodiscard]] Eigen::MatrixXd forward_kernel(const FiniteChannel& channel,
                                             const std::vector<Index>& x,
                                             const std::vector<Index>& z);

/// Posteriors p(x_i|a) of any views. @param a  q x w coordinates. @return w x n, rows sum to 1.
[[nodiscard]] Eigen::MatrixXd posteriors(const GaussianChannel& channel, const Eigen::MatrixXd& a);

/// k^DAB at any views, exact over the channel's originals: sum_i p(x_i|a) p(x_i|b) / rho_X(x_i).
/// @param a, b  q x w and q x w' coordinates. @return w x w'.
/// Cost: n (w + w') densities, n w w' multiply-adds.
[[nodiscard]] Eigen::MatrixXd backward_kernel(const GaussianChannel& channel,
                                              const Eigen::MatrixXd& a,
                                              const Eigen::MatrixXd& b);

/// Density ratios p(a_t|x) / rho_A(a_t) of sampled views for any data rows x (in the channel's
/// augmentation and coordinates; rho_A is the channel's own mixture).
/// @param x  n' x p data rows. @return n' x M.
[[nodiscard]] Eigen::MatrixXd density_ratios(const GaussianChannel& channel,
                                             const SampledViews& views,
                                             const data::RowMatrix& x);

/// k^DAF at any data rows, estimated on sampled views: sum_t w_t ratio_t(x) ratio_t(z); unbiased
/// for stratified and plain views, standard error O(M^{-1/2}). @return n' x n''.
[[nodiscard]] Eigen::MatrixXd forward_kernel(const GaussianChannel& channel,
                                             const SampledViews& views,
                                             const data::RowMatrix& x,
                                             const data::RowMatrix& z);

/// Rows p(a_t|x) of the self-consistent channel for any data rows x: w_t ratio_t / sum_t w_t
/// ratio_t. For an original of the channel this is its row of P. @return n' x M, rows sum to 1.
[[nodiscard]] Eigen::MatrixXd channel_rows(const GaussianChannel& channel,
                                           const SampledViews& views,
                                           const data::RowMatrix& x);

}  // namespace eigenviews::kernel
