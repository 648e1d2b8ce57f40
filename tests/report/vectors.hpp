#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <initializer_list>

namespace eigenviews::test {

/// A vector of any length from its values. (Vector3d and the like, assigned to a VectorXd, set off
/// false alarms of GCC 12 about AVX-512.)
inline Eigen::VectorXd vector(std::initializer_list<double> values) {
  Eigen::VectorXd result(static_cast<Eigen::Index>(values.size()));
  std::copy(values.begin(), values.end(), result.data());
  return result;
}

}  // namespace eigenviews::test
