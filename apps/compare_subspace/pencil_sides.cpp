#include "compare_subspace/pencil_sides.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "solver/pencil.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

void require_sample(const Eigen::Ref<const MatrixXd>& features, Index views, Index functions) {
  if (views < 2) core::reject("pencil", "at least two views of each original", views);
  if (features.rows() % views != 0 || features.rows() < 2 * views) {
    core::reject("pencil",
                 fmt::format("{} views of each of at least two originals", views),
                 fmt::format("{} rows", features.rows()));
  }
  if (functions < 1) core::reject("pencil", "at least one function", functions);
  core::require_memory("the pencil",
                       5 * 8.0 * static_cast<double>(features.size()),
                       "use fewer originals or views");
}

// Columns orthonormal to rounding, each changed only by those before it.
MatrixXd orthonormal(const MatrixXd& v) {
  const MatrixXd gram = v.transpose() * v / static_cast<double>(v.rows());
  return v * gram.llt().matrixU().solve(MatrixXd::Identity(v.cols(), v.cols()));
}

// Of functions v and each original: the mean of v(a) v(a') over pairs of different views, and that
// of v(a)^2; n x k. A value is s = sum pairs / sum squares.
struct Moments {
  MatrixXd pairs, squares;
};

Moments moments(const MatrixXd& v, Index views) {
  const Index n = v.rows() / views;
  const auto m = static_cast<double>(views);
  Moments of{MatrixXd(n, v.cols()), MatrixXd(n, v.cols())};
  for (Index i = 0; i < n; ++i) {
    const auto rows = v.middleRows(i * views, views);
    of.squares.row(i) = rows.colwise().squaredNorm() / m;
    of.pairs.row(i) = (rows.colwise().sum().cwiseAbs2() / m - of.squares.row(i)) / (m - 1);
  }
  return of;
}

// By the delta method: the variance of pairs - s squares, over n. The mean of the squares is 1.
VectorXd standard_errors(const MatrixXd& v, const VectorXd& s, Index views) {
  const Moments of = moments(v, views);
  const auto n = static_cast<double>(of.pairs.rows());
  const MatrixXd off = of.pairs - of.squares * s.asDiagonal();
  return (off.colwise().squaredNorm().transpose() / (n * (n - 1))).cwiseSqrt();
}

// An r-fold eigenvalue is seen as the r eigenvalues of a symmetric matrix of errors, sigma on the
// diagonal and sigma / sqrt(2) off it, which spread over 2 sqrt(2 r) sigma (Wigner's semicircle).
std::vector<std::vector<Index>> cluster(const VectorXd& values, const VectorXd& errors) {
  std::vector<std::vector<Index>> clusters = {{0}};  // the constant is known exactly
  for (Index i = 1; i < values.size(); ++i) {
    const Index first = clusters.back().front();
    const auto r = static_cast<double>(i - first + 1);
    const double spread = 2 * std::sqrt(r) * std::hypot(errors[first], errors[i]);
    const bool same = first > 0 && values[first] - values[i] <= spread;
    if (!same) clusters.emplace_back();
    clusters.back().push_back(i);
  }
  return clusters;
}

// The first clusters that hold at least `functions` functions.
void keep_leading(PencilSides& sides, Index functions) {
  ExactFunctions& exact = sides.exact;
  std::size_t kept = 0;
  Index count = 0;
  while (kept < exact.clusters.size() && count < functions) {
    count += static_cast<Index>(exact.clusters[kept++].size());
  }
  exact.clusters.resize(kept);
  exact.eigenvalues.conservativeResize(count);
  exact.v.conservativeResize(Eigen::NoChange, count);
  sides.errors.conservativeResize(count);
}

// Values on the second half of the originals of the Ritz functions of the first.
VectorXd held_out_values(const Eigen::Ref<const MatrixXd>& features, Index views, Index count) {
  const Index n = features.rows() / views, fitted = n / 2 * views;
  if (n < 4) return {};
  const RowVectorXd mean = features.topRows(fitted).colwise().mean();
  const solver::PencilSolution half =
      solver::solve_sampled_pencil(features.topRows(fitted).rowwise() - mean, views);
  if (half.rank < count - 1) return {};
  MatrixXd functions =
      features.bottomRows(features.rows() - fitted) * half.coefficients.leftCols(count - 1);
  functions.rowwise() -= RowVectorXd(functions.colwise().mean());
  const Moments of = moments(functions, views);
  VectorXd values = VectorXd::Ones(count);
  values.tail(count - 1) =
      of.pairs.colwise().sum().cwiseQuotient(of.squares.colwise().sum()).transpose();
  return values.allFinite() ? values : VectorXd();
}

}  // namespace

PencilSides pencil_sides(const Eigen::Ref<const MatrixXd>& features,
                         Index views,
                         Index functions,
                         const std::string& dataset,
                         const std::string& channel) {
  require_sample(features, views, functions);
  const Index rows = features.rows();
  PencilSides sides;
  ExactFunctions& exact = sides.exact;
  exact.dataset = dataset;
  exact.channel = channel;
  exact.rho_a = VectorXd::Constant(rows, 1 / static_cast<double>(rows));
  exact.originals = rows / views;
  exact.sampled = true;

  // In the sample the constant is orthogonal to centred features in C and in C+, and has s = 1.
  const MatrixXd centred = solver::centred(features, exact.rho_a);
  const solver::PencilSolution pencil = solver::solve_sampled_pencil(centred, views);
  if (pencil.rank == 0) {
    core::reject("pencil", "the features must not be the same for all inputs", "rank 0");
  }
  sides.rank = pencil.rank;
  MatrixXd v(rows, pencil.rank + 1);
  v.col(0).setOnes();
  v.rightCols(pencil.rank) = centred * pencil.coefficients;
  exact.v = orthonormal(v);
  exact.eigenvalues.resize(pencil.rank + 1);
  exact.eigenvalues << 1, pencil.ritz_values;
  sides.errors = standard_errors(exact.v, exact.eigenvalues, views);
  sides.errors[0] = 0;
  exact.clusters = cluster(exact.eigenvalues, sides.errors);
  keep_leading(sides, functions);
  sides.held_out = held_out_values(features, views, exact.eigenvalues.size());
  return sides;
}

}  // namespace eigenviews::apps
