#include "solver/batch_error.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "solver/lapack.hpp"

namespace eigenviews::solver {

Eigen::VectorXd BatchError::total() const {
  return (standard_error.array().square() + bias.array().square()).sqrt();
}

BatchError batch_error(
    const Eigen::VectorXd& eigenvalues,
    const Eigen::MatrixXd& u,
    const std::function<std::unique_ptr<kernel::LinearOperator>(Eigen::Index)>& batch,
    Eigen::Index batches) {
  if (batches < 2) core::reject("batch_error", "at least two batches of views", batches);
  if (eigenvalues.size() != u.cols()) {
    core::reject("batch_error",
                 "one eigenvalue for each column of u",
                 fmt::format("{} for {}", eigenvalues.size(), u.cols()));
  }
  Eigen::MatrixXd ritz(u.cols(), batches);
  for (Eigen::Index g = 0; g < batches; ++g) {
    const auto a = batch(g);
    Eigen::MatrixXd w(a->cols(), u.cols());
    a->apply_adjoint(u, w);
    ritz.col(g) = symmetric_eigen(w.transpose() * w).values.reverse();
  }
  const auto count = static_cast<double>(batches);
  const Eigen::VectorXd mean = ritz.rowwise().mean();
  const Eigen::VectorXd variance = (ritz.colwise() - mean).rowwise().squaredNorm() / (count - 1);
  return {(variance / count).cwiseSqrt(), (mean - eigenvalues) / (count - 1)};
}

}  // namespace eigenviews::solver
