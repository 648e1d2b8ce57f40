#include "theory/span_flow.hpp"

#include <Eigen/LU>
#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

using checks::Matrix;
using checks::Values;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// e^{2 (s_1 - s_k) t} <= e^2 in a part, so that its QR factorisation loses less than a digit.
constexpr double growth_of_a_part = 2;

void require_columns(std::string_view where, const Matrix& w) {
  if (w.cols() > w.rows()) {
    core::reject(where,
                 fmt::format("W must have at most as many columns as its {} rows", w.rows()),
                 w.cols());
  }
}

// W R^{-1} with R of W = Q R: unlike Q it keeps the small rows of W, and those that are zero.
MatrixXd orthonormal(const MatrixXd& w) {
  const Eigen::HouseholderQR<MatrixXd> qr(w);
  return qr.matrixQR().topRows(w.cols()).triangularView<Eigen::Upper>().solve<Eigen::OnTheRight>(w);
}

void require_independent(std::string_view where, const Matrix& w) {
  const VectorXd norms = w.colwise().norm();
  if (norms.minCoeff() > 0) {
    Eigen::ColPivHouseholderQR<MatrixXd> qr(w * norms.cwiseInverse().asDiagonal());
    qr.setThreshold(static_cast<double>(w.rows()) * std::numeric_limits<double>::epsilon());
    if (qr.rank() == w.cols()) return;
  }
  core::reject(where, "the columns of W must be independent", "dependent columns");
}

}  // namespace

MatrixXd span_at(const Matrix& w, const Values& eigenvalues, double t) {
  constexpr std::string_view where = "span_at";
  checks::spectrum(where, eigenvalues);
  checks::shape(where, "W", w, eigenvalues.size(), w.cols());
  require_columns(where, w);
  require_independent(where, w);
  checks::non_negative(where, "the time", t);
  const double top = eigenvalues.maxCoeff();
  const double growth = 2 * (top - eigenvalues.minCoeff()) * t;
  const Index count = checks::parts_of(where, growth, growth_of_a_part);
  const auto parts = static_cast<double>(count);
  const VectorXd factors = (2 * t / parts * (eigenvalues.array() - top)).exp();
  MatrixXd basis = w;
  for (int pass = 0; pass < 2; ++pass) basis = orthonormal(basis);  // however ill-conditioned W is
  for (Index part = 0; part < count; ++part) basis = orthonormal(factors.asDiagonal() * basis);
  return basis;
}

double tangent_to_leading(const Matrix& w) {
  constexpr std::string_view where = "tangent_to_leading";
  checks::entries(where, "W", w);
  require_columns(where, w);
  const Index d = w.cols();
  if (d == w.rows()) return 0;
  const Eigen::FullPivLU<MatrixXd> top(w.topRows(d).transpose());
  if (!top.isInvertible()) return std::numeric_limits<double>::infinity();
  const MatrixXd slopes = top.solve(w.bottomRows(w.rows() - d).transpose());
  return slopes.jacobiSvd().singularValues()[0];
}

double tangent_bound(double tan_start, double s_d, double s_next, double t) {
  constexpr std::string_view where = "tangent_bound";
  if (!(tan_start >= 0)) core::reject(where, "the tangent must be >= 0", tan_start);
  checks::eigenvalue(where, s_d);
  checks::eigenvalue(where, s_next);
  checks::non_negative(where, "the time", t);
  if (s_d < s_next) {
    core::reject(where,
                 "eigenvalues must be in descending order",
                 fmt::format("{} before {}", s_d, s_next));
  }
  return std::exp(-2 * (s_d - s_next) * t) * tan_start;
}

}  // namespace eigenviews::theory
