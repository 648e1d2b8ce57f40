#include "solver/orthonormalise.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>

namespace eigenviews::solver {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

void project_out(const Eigen::Ref<const MatrixXd>& basis, MatrixXd& block) {
  if (basis.cols() == 0) return;
  const MatrixXd overlap = basis.transpose() * block;
  block.noalias() -= basis * overlap;
}

// Keeps the columns whose norm exceeds the given floor, scaled to norm 1.
MatrixXd unit_columns(const MatrixXd& block, const VectorXd& floor) {
  MatrixXd kept(block.rows(), block.cols());
  Index count = 0;
  for (Index j = 0; j < block.cols(); ++j) {
    const double norm = block.col(j).norm();
    if (norm > floor[j]) kept.col(count++) = block.col(j) / norm;
  }
  kept.conservativeResize(Eigen::NoChange, count);
  return kept;
}

// W V Lambda^{-1/2} over the eigenvalues of W^T W above the threshold. The Gram matrix of unit
// columns carries rounding of about b eps, so smaller eigenvalues hold no direction.
MatrixXd svqb(const MatrixXd& block) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> gram(block.transpose() * block);
  const double threshold =
      16 * epsilon * static_cast<double>(block.cols()) * gram.eigenvalues().tail(1)[0];
  const Index kept = (gram.eigenvalues().array() > threshold).count();
  const VectorXd scale = gram.eigenvalues().tail(kept).cwiseSqrt().cwiseInverse();
  return block * (gram.eigenvectors().rightCols(kept) * scale.asDiagonal());
}

}  // namespace

MatrixXd orthonormalise(const Eigen::Ref<const MatrixXd>& basis, MatrixXd block) {
  const double relative = epsilon * std::sqrt(static_cast<double>(block.rows()));
  for (int pass = 0; pass < 2 && block.cols() > 0; ++pass) {
    const VectorXd floor = relative * block.colwise().norm().transpose();
    project_out(basis, block);
    block = unit_columns(block, floor);
    if (block.cols() > 0) block = svqb(block);
  }
  // SVQB amplifies what is left along `basis` by the condition of the block: one last projection.
  project_out(basis, block);
  return block.cols() > 0 ? svqb(block) : block;
}

}  // namespace eigenviews::solver
