#include "solver/certificate.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace eigenviews::solver {

double rounding_floor(double product_epsilon) {
  constexpr double double_epsilon = 0x1p-52;
  return (product_epsilon <= double_epsilon ? 64 : 16) * product_epsilon;
}

namespace {

bool together(const Eigen::VectorXd& values, const Eigen::VectorXd& bounds, Index i) {
  // A NaN anywhere makes the comparison false: such values are never called told apart.
  return !(values[i] - values[i + 1] > bounds[i] + bounds[i + 1]);
}

}  // namespace

std::vector<std::vector<Index>> find_clusters(const Eigen::VectorXd& values,
                                              const Eigen::VectorXd& bounds) {
  std::vector<std::vector<Index>> clusters;
  for (Index i = 0; i < values.size(); ++i) {
    if (i == 0 || !together(values, bounds, i - 1)) clusters.emplace_back();
    clusters.back().push_back(i);
  }
  return clusters;
}

Index complete_cluster(const Eigen::VectorXd& values, const Eigen::VectorXd& bounds, Index k) {
  for (Index count = k; count < values.size(); ++count) {
    if (!together(values, bounds, count - 1)) return count;
  }
  return values.size();
}

void certify(SingularTriples& triples,
             double next_sigma,
             double tolerance,
             double product_epsilon) {
  const Index k = triples.sigma.size();
  if (triples.residuals.size() != k || triples.u.cols() != k || triples.v.cols() != k) {
    core::reject("certify",
                 "sigma, u, v and residuals must have the same count",
                 fmt::format("{}, {}, {}, {}",
                             k,
                             triples.u.cols(),
                             triples.v.cols(),
                             triples.residuals.size()));
  }
  const double floor = rounding_floor(product_epsilon);
  const Eigen::ArrayXd sigma = triples.sigma.array();
  const Eigen::ArrayXd r = triples.residuals.array();
  const Eigen::VectorXd linear = 2 * sigma * r + r.square() + floor;
  triples.clusters = find_clusters(sigma.square(), linear);

  triples.eigenvalue_bounds = linear;
  for (const auto& cluster : triples.clusters) {
    const Index first = cluster.front();
    const Index last = cluster.back();
    const double above = first == 0 ? HUGE_VAL : sigma[first - 1] - sigma[first];
    const double below = sigma[last] - (last + 1 < k ? sigma[last + 1] : next_sigma);
    const double gap = std::min(above, below);
    for (const Index i : cluster) {
      // r^2 / gap bounds sigma; 2 sigma + bound turns it into a bound of sigma^2.
      const double quadratic = gap > r[i] ? r[i] * r[i] / gap : HUGE_VAL;
      const double bound = quadratic * (2 * sigma[i] + quadratic) + floor;
      triples.eigenvalue_bounds[i] = std::min(linear[i], bound);
    }
  }
  triples.converged = (r <= tolerance).all() && r.isFinite().all() && sigma.isFinite().all();
}

}  // namespace eigenviews::solver
