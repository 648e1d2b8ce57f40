#include "theory/coverage.hpp"

#include <Eigen/QR>
#include <cmath>

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

using checks::Matrix;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

void require_target(std::string_view where, const Matrix& w, Index target) {
  checks::entries(where, "W", w);
  if (target >= 1 && target <= w.rows()) return;
  core::reject(where, fmt::format("target must be between 1 and {}", w.rows()), target);
}

}  // namespace

double exact_coverage(const Matrix& w, Index target) {
  constexpr std::string_view where = "exact_coverage";
  require_target(where, w, target);
  if (w.cols() > w.rows()) {
    core::reject(where,
                 fmt::format("W must have at most as many columns as its {} rows", w.rows()),
                 w.cols());
  }
  MatrixXd columns(w.rows(), w.cols());  // those that are not zero
  Index used = 0;
  for (Index j = 0; j < w.cols(); ++j) {
    if (w.col(j).norm() > 0) columns.col(used++) = w.col(j);
  }
  if (used == 0) return 0;
  const MatrixXd basis = Eigen::HouseholderQR<MatrixXd>(columns.leftCols(used)).householderQ() *
                         MatrixXd::Identity(w.rows(), used);
  return basis.topRows(target).squaredNorm() / static_cast<double>(target);
}

double ridge_coverage(const Matrix& w, double ridge, Index target) {
  constexpr std::string_view where = "ridge_coverage";
  require_target(where, w, target);
  checks::positive(where, "the ridge", ridge);
  // W^T W + ridge I = R^T R with R from [sqrt(ridge) I; W], and the sum is |W_target R^{-1}|_F^2.
  const Index d = w.cols();
  MatrixXd stacked(d + w.rows(), d);
  stacked << std::sqrt(ridge) * MatrixXd::Identity(d, d), w;
  const Eigen::HouseholderQR<MatrixXd> qr(stacked);
  const MatrixXd read_out =
      qr.matrixQR().topRows(d).triangularView<Eigen::Upper>().solve<Eigen::OnTheRight>(
          w.topRows(target));
  return read_out.squaredNorm() / static_cast<double>(target);
}

double alignment_of_scales(const Eigen::Ref<const VectorXd>& scales) {
  constexpr std::string_view where = "alignment_of_scales";
  checks::entries(where, "scales", scales);
  if (!(scales.minCoeff() >= 0)) {
    core::reject(where, "scales must not be negative", scales.minCoeff());
  }
  if (!(scales.maxCoeff() > 0)) core::reject(where, "one scale must be positive", 0);
  const VectorXd squares = (scales / scales.maxCoeff()).cwiseAbs2();
  return squares.sum() / (std::sqrt(static_cast<double>(scales.size())) * squares.norm());
}

}  // namespace eigenviews::theory
