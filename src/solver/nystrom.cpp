#include "solver/nystrom.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "kernel/covariance_kernels.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// R_i = sum_t w_t p(a_t|x_i) / rho_A(a_t), by which the self-consistent channel divides row i
// (SampledOperator). Panels of views bound the memory; offsets of the densities cancel.
VectorXd row_sums(const kernel::GaussianChannel& channel, const kernel::SampledViews& views) {
  constexpr Index panel = 512;
  VectorXd sums = VectorXd::Zero(channel.originals());
  for (Index begin = 0; begin < views.count(); begin += panel) {
    const Index width = std::min(panel, views.count() - begin);
    MatrixXd k(channel.originals(), width);
    VectorXd offset(width);
    channel.densities<double>(views.points.middleCols(begin, width), k, offset);
    const VectorXd mixture = k.colwise().mean();
    sums += k * views.weights.segment(begin, width).cwiseQuotient(mixture);
  }
  return sums;
}

}  // namespace

MatrixXd extend(const Eigen::Ref<const MatrixXd>& rows,
                const Eigen::Ref<const MatrixXd>& functions,
                const Eigen::Ref<const VectorXd>& sigma) {
  require_functions("extend", "rows", rows, rows.rows());
  require_functions("extend", "functions", functions, rows.cols());
  if (sigma.size() != functions.cols()) {
    core::reject("extend",
                 fmt::format("one sigma for each of the {} functions", functions.cols()),
                 sigma.size());
  }
  for (Index i = 0; i < sigma.size(); ++i) {
    if (sigma[i] > 0 && std::isfinite(sigma[i])) continue;
    core::reject("extend",
                 "sigma must be positive and finite",
                 fmt::format("{} for function {}", sigma[i], i),
                 "leave out functions of the null space");
  }
  return rows * functions * sigma.cwiseInverse().asDiagonal();
}

MatrixXd extend_to_originals(const kernel::GaussianChannel& channel,
                             const kernel::SampledViews& views,
                             const data::RowMatrix& x,
                             const Eigen::Ref<const MatrixXd>& v,
                             const Eigen::Ref<const VectorXd>& sigma) {
  if (views.estimator == kernel::Estimator::self_consistent) {
    return extend(kernel::channel_rows(channel, views, x), v, sigma);
  }
  const MatrixXd rows = kernel::density_ratios(channel, views, x) * views.weights.asDiagonal();
  return extend(rows, v, sigma);
}

MatrixXd extend_to_views(const kernel::GaussianChannel& channel,
                         const kernel::SampledViews& views,
                         const MatrixXd& a,
                         const Eigen::Ref<const MatrixXd>& u,
                         const Eigen::Ref<const VectorXd>& sigma) {
  MatrixXd rows = kernel::posteriors(channel, a);
  if (views.estimator == kernel::Estimator::self_consistent) {
    rows *= row_sums(channel, views).cwiseInverse().asDiagonal();  // p(x_i|a) ~ K_ia / R_i
    const VectorXd totals = rows.rowwise().sum();
    rows = totals.cwiseInverse().asDiagonal() * rows;
  }
  return extend(rows, u, sigma);
}

}  // namespace eigenviews::solver
