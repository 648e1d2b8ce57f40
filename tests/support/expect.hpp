#pragma once

#include <Eigen/Core>

#include "support/catch.hpp"
#include "support/refusal.hpp"

namespace eigenviews::test {

/// max |a - b| <= tolerance, written so that a NaN or a different shape fails.
template <class A, class B>
void expect_close(const Eigen::MatrixBase<A>& a, const Eigen::MatrixBase<B>& b, double tolerance) {
  REQUIRE(a.rows() == b.rows());
  REQUIRE(a.cols() == b.cols());
  if (a.size() == 0) return;
  const double error = (a - b).cwiseAbs().template maxCoeff<Eigen::PropagateNaN>();
  INFO("largest difference " << error << ", tolerance " << tolerance);
  CHECK(error <= tolerance);
}

}  // namespace eigenviews::test
