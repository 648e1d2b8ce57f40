#include "theory/checks.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "core/errors.hpp"
#include "theory/minimiser.hpp"

namespace eigenviews::theory::checks {

void positive(std::string_view where, std::string_view name, double value) {
  if (value > 0 && std::isfinite(value)) return;
  core::reject(where, fmt::format("{} must be positive and finite", name), value);
}

void non_negative(std::string_view where, std::string_view name, double value) {
  if (value >= 0 && std::isfinite(value)) return;
  core::reject(where, fmt::format("{} must be >= 0 and finite", name), value);
}

void at_least(std::string_view where, std::string_view name, Index value, Index least) {
  if (value >= least) return;
  core::reject(where, fmt::format("{} must be at least {}", name, least), value);
}

void functions(std::string_view where, Index functions, Index listed) {
  if (functions >= 1 && functions <= listed) return;
  core::reject(where,
               fmt::format("functions must be between 1 and the {} values listed", listed),
               functions,
               "list the zeros of functions that T maps to 0 as well");
}

namespace {

bool is_eigenvalue(double s) { return s >= -eigenvalue_slack && s <= 1 + eigenvalue_slack; }

constexpr std::string_view eigenvalue_rule = "values of an augmentation operator lie in [0, 1]";

}  // namespace

void spectrum(std::string_view where, const Values& values) {
  if (values.size() == 0) core::reject(where, "at least one eigenvalue is needed", "none");
  for (Index i = 0; i < values.size(); ++i) {
    if (is_eigenvalue(values[i])) continue;
    core::reject(where, eigenvalue_rule, fmt::format("{} as number {}", values[i], i));
  }
}

void eigenvalue(std::string_view where, double value) {
  if (!is_eigenvalue(value)) core::reject(where, eigenvalue_rule, value);
}

void entries(std::string_view where, std::string_view name, const Matrix& matrix) {
  if (matrix.size() == 0) {
    core::reject(where,
                 fmt::format("{} needs at least one row and column", name),
                 fmt::format("{} x {}", matrix.rows(), matrix.cols()));
  }
  if (!matrix.allFinite()) {
    core::reject(where, fmt::format("entries of {} must be finite", name), "NaN or infinity");
  }
}

void shape(std::string_view where,
           std::string_view name,
           const Matrix& matrix,
           Index rows,
           Index cols) {
  if (matrix.rows() != rows || matrix.cols() != cols) {
    core::reject(where,
                 fmt::format("{} must be {} x {}", name, rows, cols),
                 fmt::format("{} x {}", matrix.rows(), matrix.cols()));
  }
  entries(where, name, matrix);
}

namespace {

void sums_to_one(std::string_view where, std::string_view name, const Eigen::VectorXd& values) {
  const double slack =
      64 * static_cast<double>(values.size()) * std::numeric_limits<double>::epsilon();
  const double sum = values.sum();
  if (std::abs(sum - 1) <= slack) return;
  core::reject(where, fmt::format("{} must sum to 1", name), sum);
}

}  // namespace

void channel(std::string_view where, const Matrix& p, const Values& rho_x) {
  entries(where, "P", p);
  shape(where, "rho", rho_x, p.rows(), 1);
  if (!(p.minCoeff() >= 0)) core::reject(where, "P must not be negative", p.minCoeff());
  if (!(rho_x.minCoeff() > 0)) core::reject(where, "rho must be positive", rho_x.minCoeff());
  sums_to_one(where, "rho", rho_x);
  for (Index x = 0; x < p.rows(); ++x) sums_to_one(where, "every row of P", p.row(x));
}

Index parts_of(std::string_view where, double growth, double of_a_part) {
  constexpr double most = 1e9;
  const double parts = std::ceil(growth / of_a_part);
  if (!(parts <= most)) {
    core::reject(where,
                 fmt::format("the exponent of the growth must be at most {:g}", most * of_a_part),
                 growth,
                 "ask for a shorter time");
  }
  return std::max<Index>(1, static_cast<Index>(parts));
}

Eigen::VectorXd descending(const Values& values) {
  Eigen::VectorXd sorted = values;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  return sorted;
}

}  // namespace eigenviews::theory::checks
