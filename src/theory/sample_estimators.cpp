#include "theory/sample_estimators.hpp"

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

using checks::Matrix;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// The number of originals, where there are at least so many.
Index originals_of(std::string_view where,
                   const Matrix& features,
                   Index views,
                   Index least_views,
                   Index least_originals) {
  checks::at_least(where, "views", views, least_views);
  checks::entries(where, "features", features);
  if (features.rows() % views != 0) {
    core::reject(where,
                 fmt::format("rows must be a multiple of the {} views", views),
                 features.rows());
  }
  const Index originals = features.rows() / views;
  checks::at_least(where, "originals", originals, least_originals);
  return originals;
}

MatrixXd excess(const Matrix& features) {
  return features.transpose() * features / static_cast<double>(features.rows()) -
         MatrixXd::Identity(features.cols(), features.cols());
}

// The U-statistic of |E g - I|_F^2 from independent symmetric g_i.
template <class OfOriginal>
double u_statistic(Index originals, Index d, OfOriginal&& g) {
  MatrixXd sum = MatrixXd::Zero(d, d);
  double squares = 0;
  for (Index i = 0; i < originals; ++i) {
    const MatrixXd term = g(i);
    sum += term;
    squares += term.squaredNorm();
  }
  const auto n = static_cast<double>(originals);
  return (sum.squaredNorm() - squares) / (n * (n - 1)) - 2 * sum.trace() / n +
         static_cast<double>(d);
}

}  // namespace

double invariance_estimate(const Matrix& features, Index views) {
  const Index n = originals_of("invariance_estimate", features, views, 2, 1);
  double sum = 0;
  for (Index i = 0; i < n; ++i) {
    const auto of_one = features.middleRows(i * views, views);
    sum += (of_one.rowwise() - of_one.colwise().mean()).squaredNorm();
  }
  return sum / static_cast<double>(n * (views - 1));
}

double orthogonality_plug_in(const Matrix& features) {
  checks::entries("orthogonality_plug_in", "features", features);
  return excess(features).squaredNorm();
}

double orthogonality_half_batch(const Matrix& features, Index views) {
  const Index n = originals_of("orthogonality_half_batch", features, views, 1, 2);
  const Index first = n / 2 * views;
  return excess(features.topRows(first))
      .cwiseProduct(excess(features.bottomRows(features.rows() - first)))
      .sum();
}

double orthogonality_u_statistic(const Matrix& features, Index views) {
  const Index n = originals_of("orthogonality_u_statistic", features, views, 1, 2);
  return u_statistic(n, features.cols(), [&](Index i) -> MatrixXd {
    const auto of_one = features.middleRows(i * views, views);
    return of_one.transpose() * of_one / static_cast<double>(views);
  });
}

double cross_view_u_statistic(const Matrix& features, Index views) {
  const Index n = originals_of("cross_view_u_statistic", features, views, 2, 2);
  return u_statistic(n, features.cols(), [&](Index i) -> MatrixXd {
    const auto of_one = features.middleRows(i * views, views);
    const VectorXd sum = of_one.colwise().sum();
    return (sum * sum.transpose() - of_one.transpose() * of_one) /
           static_cast<double>(views * (views - 1));
  });
}

}  // namespace eigenviews::theory
