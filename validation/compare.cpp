#include "validation/compare.hpp"

#include "validation/statistics.hpp"

namespace eigenviews::validation {

namespace {

void append(Eigen::VectorXd& values, double value) {
  values.conservativeResize(values.size() + 1);
  values[values.size() - 1] = value;
}

}  // namespace

void compare_means(Outcome& outcome,
                   const std::vector<std::string>& names,
                   const Eigen::MatrixXd& repeats,
                   const Eigen::VectorXd& predicted,
                   double k) {
  for (Eigen::Index i = 0; i < predicted.size(); ++i) {
    const Estimate found = estimate(repeats.col(i));
    outcome.near(names.at(static_cast<std::size_t>(i)),
                 found.mean,
                 predicted[i],
                 k * found.standard_error);
  }
}

void add_point(Curve& curve, double x, double predicted, double measured) {
  append(curve.x, x);
  append(curve.predicted, predicted);
  append(curve.measured, measured);
}

void add_point(Curve& curve, double x, double predicted, double measured, double error) {
  add_point(curve, x, predicted, measured);
  append(curve.error, error);
}

}  // namespace eigenviews::validation
