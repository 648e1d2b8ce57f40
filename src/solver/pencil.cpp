#include "solver/pencil.hpp"

#include <limits>

#include "core/errors.hpp"
#include "solver/lapack.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// From C = V S^2 V^T and the eigenvectors X of the whitened problem: M = V S^{-1} X, C M = V S X.
PencilSolution assemble(VectorXd ritz_values,
                        const MatrixXd& v,
                        const VectorXd& s,
                        const MatrixXd& x) {
  PencilSolution solution;
  solution.ritz_values = std::move(ritz_values);
  solution.coefficients = v * (s.cwiseInverse().asDiagonal() * x);
  solution.scales = (s.asDiagonal() * x).colwise().norm();
  solution.rank = s.size();
  solution.features = v.rows();
  return solution;
}

// Right singular vectors X and squared singular values of the image of the whitened features.
// An image with fewer rows than columns has further values, exactly 0, that a thin SVD leaves out.
PencilSolution from_image(const MatrixXd& image, const WeightedSpace& space) {
  if (space.rank == 0) return assemble({}, space.mixing, {}, MatrixXd(0, 0));
  MatrixXd padded = MatrixXd::Zero(std::max(image.rows(), image.cols()), image.cols());
  padded.topRows(image.rows()) = image;
  const ThinSvd svd = thin_svd(std::move(padded));
  return assemble(svd.sigma.cwiseAbs2(), space.mixing, space.kept(), svd.v);
}

void require_square(std::string_view name, const Eigen::Ref<const MatrixXd>& matrix, Index size) {
  if (matrix.rows() != size || matrix.cols() != size || size == 0) {
    core::reject("solve_pencil",
                 fmt::format("{} must be p x p, p the number of features", name),
                 fmt::format("{} x {}", matrix.rows(), matrix.cols()));
  }
  require_functions("solve_pencil", name, matrix, size);
}

void require_same_features(const MatrixXd& c_plus, const MatrixXd& null, double cutoff) {
  if (null.cols() == 0) return;
  const double outside = (null.transpose() * c_plus * null).norm();
  if (outside <= 2 * cutoff) return;
  core::reject("solve_pencil",
               fmt::format("C+ must vanish where C does, to {}", 2 * cutoff),
               fmt::format("a norm of {}", outside),
               "pass two matrices of the same features");
}

}  // namespace

PencilSolution solve_pencil(const kernel::LinearOperator& a,
                            const Eigen::Ref<const MatrixXd>& features,
                            const Eigen::Ref<const VectorXd>& rho_a) {
  require_functions("solve_pencil", "features", features, a.cols());
  const WeightedSpace space = weighted_space("solve_pencil", "features", features, rho_a);
  MatrixXd image(a.rows(), space.rank);
  if (space.rank > 0) a.apply(space.basis, image);
  return from_image(image, space);
}

PencilSolution solve_sampled_pencil(const Eigen::Ref<const MatrixXd>& features,
                                    Index views_per_original) {
  const Index m = views_per_original;
  if (m < 2) core::reject("solve_sampled_pencil", "at least two views of each original", m);
  if (features.rows() == 0 || features.rows() % m != 0) {
    core::reject("solve_sampled_pencil",
                 fmt::format("the number of rows must be a multiple of the {} views", m),
                 features.rows());
  }
  const Index originals = features.rows() / m;
  const VectorXd weights =
      VectorXd::Constant(features.rows(), 1 / static_cast<double>(features.rows()));
  const WeightedSpace space = weighted_space("solve_sampled_pencil", "features", features, weights);
  // Row i is sum_j q_ij / sqrt(m): image^T image = (1/m) sum_i (sum_j q_ij)(sum_k q_ik)^T.
  const auto views = static_cast<double>(m);
  MatrixXd image(originals, space.rank);
  for (Index i = 0; i < originals; ++i) {
    image.row(i) = space.basis.middleRows(i * m, m).colwise().sum() / std::sqrt(views);
  }
  PencilSolution solution = from_image(image, space);
  solution.ritz_values = (views * solution.ritz_values.array() - 1) / (views - 1);
  return solution;
}

PencilSolution solve_pencil(const Eigen::Ref<const MatrixXd>& c_plus,
                            const Eigen::Ref<const MatrixXd>& c,
                            Index terms) {
  require_square("C", c, c.rows());
  require_square("C+", c_plus, c.rows());
  if (terms < 1) core::reject("solve_pencil", "an entry must be a sum of at least one term", terms);
  const Index p = c.rows();
  const SymmetricEigen eigen = symmetric_eigen(0.5 * (c + c.transpose()));
  const double cutoff = static_cast<double>(p + terms) * std::numeric_limits<double>::epsilon() *
                        eigen.values.cwiseAbs().maxCoeff();
  if (!(eigen.values[0] >= -cutoff)) {
    core::reject("solve_pencil",
                 "C must be positive semi-definite",
                 fmt::format("an eigenvalue of {}", eigen.values[0]));
  }
  const MatrixXd plus = 0.5 * (c_plus + c_plus.transpose());
  const Index rank = (eigen.values.array() > cutoff).count();
  require_same_features(plus, eigen.vectors.leftCols(p - rank), cutoff);

  const VectorXd s = eigen.values.tail(rank).cwiseSqrt();
  const MatrixXd v = eigen.vectors.rightCols(rank);
  if (rank == 0) return assemble({}, v, s, MatrixXd(0, 0));
  const MatrixXd whitening = v * s.cwiseInverse().asDiagonal();
  const SymmetricEigen ritz = symmetric_eigen(whitening.transpose() * plus * whitening);
  return assemble(ritz.values.reverse(), v, s, ritz.vectors.rowwise().reverse());
}

}  // namespace eigenviews::solver
