#include "solver/principal_angles.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "solver/lapack.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

void require_at_most_points(std::string_view name, Index functions, Index points) {
  if (functions <= points) return;
  core::reject("principal_angles",
               fmt::format("{} must not have more functions than there are points", name),
               fmt::format("{} functions at {} points", functions, points),
               "pass a basis of their span");
}

// Angles between the spans of two orthonormal bases, small.cols() <= large.cols().
//   cos theta_i = sv_i(L^T S),   sin theta_i = sv_i(S - L L^T S), in opposite orders.
// Each is used where it is the steeper one: d cos = -sin d theta, so for cos^2 > 1/2 an error of
// eps in the sine is at most sqrt(2) eps in the angle, and for cos^2 <= 1/2 the same of the cosine.
VectorXd angles_between(const MatrixXd& large, const MatrixXd& small) {
  const Index count = small.cols();
  if (count == 0) return {};
  const MatrixXd overlap = large.transpose() * small;
  const MatrixXd residual = small - large * overlap;
  const VectorXd cosines = thin_svd(overlap).sigma;                      // descending
  const VectorXd sines = thin_svd(thin_qr(residual).r).sigma.reverse();  // ascending
  VectorXd angles(count);
  for (Index i = 0; i < count; ++i) {
    const double cosine = std::min(cosines[i], 1.0);
    angles[i] = cosine * cosine > 0.5 ? std::asin(std::min(sines[i], 1.0)) : std::acos(cosine);
  }
  std::sort(angles.begin(), angles.end());  // the branches may cross by a rounding error
  return angles;
}

}  // namespace

PrincipalAngles principal_angles(const Eigen::Ref<const MatrixXd>& a,
                                 const Eigen::Ref<const MatrixXd>& b,
                                 const Eigen::Ref<const VectorXd>& weights) {
  const WeightedSpace space_a = weighted_space("principal_angles", "a", a, weights);
  const WeightedSpace space_b = weighted_space("principal_angles", "b", b, weights);
  require_at_most_points("a", a.cols(), a.rows());
  require_at_most_points("b", b.cols(), b.rows());
  const bool a_is_larger = space_a.rank >= space_b.rank;
  return {a_is_larger ? angles_between(space_a.basis, space_b.basis)
                      : angles_between(space_b.basis, space_a.basis),
          space_a.rank,
          space_b.rank};
}

double mean_cos2(const PrincipalAngles& angles, Index dim) {
  if (dim < 1 || dim < angles.angles.size()) {
    core::reject("mean_cos2",
                 "dim must be at least 1 and the number of angles",
                 fmt::format("{} for {} angles", dim, angles.angles.size()));
  }
  return angles.angles.array().cos().square().sum() / static_cast<double>(dim);
}

}  // namespace eigenviews::solver
