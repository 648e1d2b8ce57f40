#include "solver/perturbation_bounds.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "solver/lapack.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::MatrixXd;

void require_norm(std::string_view where, std::string_view name, double value) {
  if (!(value >= 0)) core::reject(where, fmt::format("{} must be >= 0", name), value);
}

void require_eigenvalues(std::string_view where, double upper, double lower) {
  if (std::isfinite(upper) && std::isfinite(lower)) return;
  core::reject(where, "eigenvalues must be finite", fmt::format("{} and {}", upper, lower));
}

void require_order(std::string_view where, double upper, double lower) {
  require_eigenvalues(where, upper, lower);
  if (upper >= lower) return;
  core::reject(where,
               "eigenvalues must be in descending order",
               fmt::format("{} before {}", upper, lower));
}

// No gap: the bound says nothing, not even where the numerator is zero.
double over_gap(double numerator, double gap) { return gap > 0 ? numerator / gap : HUGE_VAL; }

}  // namespace

double davis_kahan_bound(Index d,
                         double spectral_norm,
                         double frobenius_norm,
                         double s_d,
                         double s_next) {
  constexpr std::string_view where = "davis_kahan_bound";
  if (d < 1) core::reject(where, "d must be at least 1", d);
  require_norm(where, "the spectral norm", spectral_norm);
  require_norm(where, "the Frobenius norm", frobenius_norm);
  require_order(where, s_d, s_next);
  const double spread = std::sqrt(static_cast<double>(d)) * spectral_norm;
  return over_gap(2 * std::min(spread, frobenius_norm), s_d - s_next);
}

double residual_bound(double residual_frobenius, double theta_d, double s_next) {
  require_norm("residual_bound", "the residual", residual_frobenius);
  require_eigenvalues("residual_bound", theta_d, s_next);
  return over_gap(residual_frobenius, theta_d - s_next);
}

double ritz_deficit_bound(double s_1, double s_min, double sin_frobenius) {
  require_norm("ritz_deficit_bound", "|sin Theta|_F", sin_frobenius);
  require_order("ritz_deficit_bound", s_1, s_min);
  return (s_1 - s_min) * sin_frobenius * sin_frobenius;
}

RitzResidual ritz_residual(const kernel::LinearOperator& a, const Eigen::Ref<const MatrixXd>& q) {
  require_functions("ritz_residual", "q", q, a.cols());
  MatrixXd w(a.rows(), q.cols());
  MatrixXd bq(a.cols(), q.cols());
  a.apply(q, w);           // W = A Q
  a.apply_adjoint(w, bq);  // B Q = A^T W
  const MatrixXd h = w.transpose() * w;
  return {symmetric_eigen(h).values.reverse(), (bq - q * h).norm()};
}

}  // namespace eigenviews::solver
