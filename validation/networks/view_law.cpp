#include "validation/networks/view_law.hpp"

#include <fmt/format.h>

#include <Eigen/Core>
#include <Eigen/LU>
#include <cmath>

#include "validation/compare.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// m* = 1 + sqrt(b/v) of the fit N Var = v m + a + b/(m-1) by weighted least squares.
Estimate fitted_optimum(const ViewLaw& law) {
  const auto size = static_cast<Index>(law.measured.size());
  MatrixXd design(size, 3);
  VectorXd values(size);
  for (Index i = 0; i < size; ++i) {
    const Estimate& found = law.measured[static_cast<std::size_t>(i)];
    const auto m = static_cast<double>(view_counts[static_cast<std::size_t>(i)]);
    design.row(i) << m, 1, 1 / (m - 1);
    design.row(i) /= found.standard_error;
    values[i] = found.mean / found.standard_error;
  }
  const MatrixXd covariance = MatrixXd(design.transpose() * design).inverse();
  const VectorXd fit = covariance * (design.transpose() * values);
  const double root = std::sqrt(fit[2] / fit[0]);
  const Eigen::Vector3d slope(-root / (2 * fit[0]), 0, root / (2 * fit[2]));
  return {1 + root, std::sqrt(slope.dot(covariance * slope))};
}

}  // namespace

void ViewLaw::add(const Estimate& found, double expected, Index unit) {
  const auto by = static_cast<double>(unit);
  measured.push_back({found.mean * by, found.standard_error * by});
  predicted.push_back(expected * by);
}

void expect_law(Outcome& outcome, const ViewLaw& law, double errors) {
  Curve curve{.label = law.name, .x_label = "views m", .y_label = "variance"};
  for (std::size_t i = 0; i < law.measured.size(); ++i) {
    const Estimate& found = law.measured[i];
    const double error = errors * found.standard_error;
    outcome.near(fmt::format("{}, m = {}", law.name, view_counts[i]),
                 found.mean,
                 law.predicted[i],
                 error);
    add_point(curve, static_cast<double>(view_counts[i]), law.predicted[i], found.mean, error);
  }
  outcome.curves.push_back(curve);
}

void expect_optimum(Outcome& outcome,
                    const ViewLaw& law,
                    const theory::InvarianceMoments& moments,
                    double errors) {
  const Estimate fitted = fitted_optimum(law);
  outcome.near(law.name + ": m*",
               fitted.mean,
               theory::optimal_views(moments),
               errors * fitted.standard_error);
}

}  // namespace eigenviews::validation
