#pragma once

#include <string>
#include <vector>

#include "validation/claim.hpp"

namespace eigenviews::validation {

/// Holds the mean of each column of `repeats` against its prediction, to k standard errors.
/// @param names  one a column, as are the predictions.
void compare_means(Outcome& outcome,
                   const std::vector<std::string>& names,
                   const Eigen::MatrixXd& repeats,
                   const Eigen::VectorXd& predicted,
                   double k);

/// Appends a point; `error` is half the length of its bar, on all points of a curve or on none.
void add_point(Curve& curve, double x, double predicted, double measured);
void add_point(Curve& curve, double x, double predicted, double measured, double error);

}  // namespace eigenviews::validation
