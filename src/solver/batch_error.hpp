#pragma once

#include <Eigen/Core>
#include <functional>
#include <memory>

#include "kernel/linear_operator.hpp"

namespace eigenviews::solver {

/// Monte Carlo error of eigenvalues s_i of A A^T whose columns are sampled.
struct BatchError {
  Eigen::VectorXd standard_error;  ///< k: spread of the batches / sqrt(G).
  Eigen::VectorXd bias;            ///< k: estimated E[s_i] - limit; of order 1/M.
  /// k: sqrt(standard_error^2 + bias^2), what is reported as mc_error.
  [[nodiscard]] Eigen::VectorXd total() const;
};

/// Splits the sample into G independent batches and looks at the Ritz values of each on span(u).
///
/// With s_i^g the eigenvalues of u^T A_g A_g^T u: standard_error = std_g(s_i^g) / sqrt(G). The bias
/// of one batch is G times that of all (it falls like 1/M), so (mean_g s_i^g - s_i) / (G - 1)
/// estimates it. What happens outside span(u) is not seen, so give a few functions more than
/// needed.
///
/// @param eigenvalues  k values of the operator on all columns, descending.
/// @param u            rows x k, orthonormal left vectors.
/// @param batch        makes A_g, g = 0, ..., batches - 1; one is alive at a time.
/// @param batches      G >= 2. @throws core::InputError otherwise.
/// Cost: one sweep over all columns of A with k vectors.
[[nodiscard]] BatchError batch_error(
    const Eigen::VectorXd& eigenvalues,
    const Eigen::MatrixXd& u,
    const std::function<std::unique_ptr<kernel::LinearOperator>(Eigen::Index)>& batch,
    Eigen::Index batches);

}  // namespace eigenviews::solver
