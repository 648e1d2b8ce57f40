#pragma once

#include <Eigen/Core>
#include <functional>
#include <vector>

namespace eigenviews::validation {

/// dW/dt as a function of W.
using Flow = std::function<Eigen::MatrixXd(const Eigen::MatrixXd&)>;

/// W at the given ascending times >= 0, from `start` at time 0: the pair of orders 5 and 4 of
/// J. Dormand, P. Prince, J. Comput. Appl. Math. 6 (1980) 19-26, with steps whose estimated error
/// is at most `tolerance` times the Frobenius norm of W. More than 10^6 steps are a
/// std::runtime_error.
[[nodiscard]] std::vector<Eigen::MatrixXd> integrate(const Flow& flow,
                                                     const Eigen::MatrixXd& start,
                                                     const std::vector<double>& times,
                                                     double tolerance);

/// The same at one time.
[[nodiscard]] Eigen::MatrixXd integrate(const Flow& flow,
                                        const Eigen::MatrixXd& start,
                                        double time,
                                        double tolerance);

/// `count` + 1 equidistant times from 0 to `last`.
[[nodiscard]] std::vector<double> times_to(double last, int count);

}  // namespace eigenviews::validation
