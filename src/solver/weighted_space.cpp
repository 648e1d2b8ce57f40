#include "solver/weighted_space.hpp"

#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "solver/lapack.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

}  // namespace

void require_functions(std::string_view where,
                       std::string_view name,
                       const Eigen::Ref<const MatrixXd>& functions,
                       Index points) {
  if (functions.rows() != points || functions.cols() < 1) {
    core::reject(where,
                 fmt::format("{} must have one row for each of the {} points and a column for each "
                             "function, at least one",
                             name,
                             points),
                 fmt::format("{} x {}", functions.rows(), functions.cols()));
  }
  for (Index j = 0; j < functions.cols(); ++j) {
    for (Index i = 0; i < points; ++i) {
      if (std::isfinite(functions(i, j))) continue;
      core::reject(where,
                   fmt::format("every entry of {} must be finite", name),
                   fmt::format("{} in row {}, column {}", functions(i, j), i, j));
    }
  }
}

void require_probability(std::string_view where, const Eigen::Ref<const VectorXd>& weights) {
  for (Index i = 0; i < weights.size(); ++i) {
    if (weights[i] > 0 && std::isfinite(weights[i])) continue;
    core::reject(where,
                 "every weight must be positive and finite",
                 fmt::format("{} at point {}", weights[i], i),
                 "leave out points of probability 0");
  }
  const double sum = weights.sum();
  if (std::abs(sum - 1) <= static_cast<double>(weights.size()) * epsilon) return;
  core::reject(where,
               "the weights must sum to 1 within n * eps",
               fmt::format("a sum of {:.17g} over {} points", sum, weights.size()),
               "divide them by their sum");
}

WeightedSpace weighted_space(std::string_view where,
                             std::string_view name,
                             const Eigen::Ref<const MatrixXd>& functions,
                             const Eigen::Ref<const VectorXd>& weights) {
  require_functions(where, name, functions, weights.size());
  require_probability(where, weights);
  ThinSvd svd = thin_svd(weights.cwiseSqrt().asDiagonal() * functions);
  WeightedSpace space;
  const double cutoff = static_cast<double>(functions.rows()) * epsilon * svd.sigma[0];
  space.rank = (svd.sigma.array() > cutoff).count();
  space.basis = svd.u.leftCols(space.rank);
  space.mixing = svd.v.leftCols(space.rank);
  space.singular_values = std::move(svd.sigma);
  return space;
}

MatrixXd centred(const Eigen::Ref<const MatrixXd>& functions,
                 const Eigen::Ref<const VectorXd>& weights) {
  require_functions("centred", "functions", functions, weights.size());
  require_probability("centred", weights);
  const Eigen::RowVectorXd mean = weights.transpose() * functions;
  const MatrixXd once = functions.rowwise() - mean;
  // Means of size m leave a rounding error of m * eps; the second pass takes that away too.
  const Eigen::RowVectorXd rest = weights.transpose() * once;
  return once.rowwise() - rest;
}

}  // namespace eigenviews::solver
