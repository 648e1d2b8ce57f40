#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "core/progress.hpp"
#include "solver/symmetric_operator.hpp"

namespace eigenviews::solver {

struct BlockKrylovOptions {
  Index k = 1;               ///< eigenpairs wanted, 1 <= k <= size.
  Index block = 16;          ///< new directions a step; copies of one eigenvalue found at once.
  Index max_basis = 0;       ///< columns held before a thick restart; 0: max(8 k, k + 20 block).
  Index max_steps = 400;     ///< block products before giving up.
  double tolerance = 1e-10;  ///< a pair is done when |B u - theta u| <= tolerance * sqrt(theta),
  double floor = 1e-14;      ///< or when |B u - theta u| <= floor, the rounding of the products.
  /// Values above this one that are still unknown are all that matters (deflated check); the run
  /// ends as soon as the leading Ritz value plus its residual lies below it. Negative: not used.
  double stop_below = -1;
  std::uint64_t seed = 0;  ///< start block.
  Eigen::MatrixXd start;   ///< size x s, s >= 0: directions to begin with (a warm start).
  core::ProgressListener progress;
};

struct SymmetricPairs {
  Eigen::VectorXd values;         ///< descending; at least k where converged.
  Eigen::MatrixXd vectors;        ///< size x count, orthonormal.
  Eigen::VectorXd residuals;      ///< |B u_i - theta_i u_i|.
  Index converged = 0;            ///< how many leading pairs meet the tolerance.
  bool cluster_complete = false;  ///< a gap wider than the residuals follows the last of them.
  Index steps = 0;
};

/// The largest eigenpairs of B by block Krylov with thick restart and full reorthogonalisation.
///
/// Each step multiplies one block, B P, projects it out of the basis twice and takes what is left
/// as the next block; Rayleigh-Ritz on the whole basis gives values, vectors and residuals (B Q is
/// kept, so residuals cost no product). When the basis is full the leading Ritz vectors are kept.
/// The run ends when the k leading pairs are converged AND the pairs after them, up to the first
/// gap wider than the residual bounds, are too: a cluster is never cut. An exhausted Krylov space
/// is continued with a fresh random block, so all copies of a repeated eigenvalue appear if there
/// are at most `block` of them; more copies need the check in missed_values.hpp.
///
/// Memory: 2 size x max_basis doubles. Cost a step: one product with `block` columns and
/// 8 size x basis x block multiply-adds.
/// Source: thick restart, K. Wu, H. Simon, SIAM J. Matrix Anal. Appl. 22 (2000) 602-616.
[[nodiscard]] SymmetricPairs block_krylov(const SymmetricOperator& b,
                                          const BlockKrylovOptions& options);

}  // namespace eigenviews::solver
