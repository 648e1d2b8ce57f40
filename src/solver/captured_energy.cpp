#include "solver/captured_energy.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::string_view function = "captured_energy";

void require_orthonormal(const MatrixXd& scaled) {
  const MatrixXd gram = scaled.transpose() * scaled;
  for (Index j = 0; j < gram.cols(); ++j) {
    for (Index i = 0; i <= j; ++i) {
      if (std::abs(gram(i, j) - (i == j ? 1 : 0)) <= orthonormality) continue;
      core::reject(function,
                   fmt::format("exact functions must be orthonormal under the weights, to {}",
                               orthonormality),
                   fmt::format("<v_{}, v_{}> = {}", i, j, gram(i, j)),
                   "pass the weights and points that the functions were computed with");
    }
  }
}

void require_runs(const std::vector<std::vector<Index>>& clusters, Index count) {
  Index next = 0;
  for (const auto& cluster : clusters) {
    if (cluster.empty()) core::reject(function, "a cluster must hold an index", "an empty one");
    for (const Index i : cluster) {
      if (i != next) {
        core::reject(function,
                     fmt::format("clusters must list 0, ..., {} once, in order", count - 1),
                     fmt::format("{} in the place of {}", i, next));
      }
      ++next;
    }
  }
  if (next != count) {
    core::reject(function, fmt::format("clusters must list all {} functions", count), next);
  }
}

ClusterEnergy energy_of(const std::vector<Index>& indices,
                        const VectorXd& each,
                        const Eigen::Ref<const VectorXd>& eigenvalues,
                        Index dim) {
  const Index before = indices.front();
  const auto multiplicity = static_cast<Index>(indices.size());
  const auto count = static_cast<double>(multiplicity);
  const double left = static_cast<double>(std::clamp<Index>(dim - before, 0, multiplicity));
  return {indices,
          eigenvalues.segment(before, multiplicity).sum() / count,
          each.segment(before, multiplicity).sum() / count,
          left / count};
}

void align(CapturedEnergy& energy) {
  double sum = 0, count = 0;
  energy.lowest_alignment = HUGE_VAL;
  for (const ClusterEnergy& cluster : energy.clusters) {
    if (!(cluster.expected > 0)) continue;
    const double ratio = cluster.captured / cluster.expected;
    sum += ratio;
    count += 1;
    energy.lowest_alignment = std::min(energy.lowest_alignment, ratio);
  }
  energy.mean_alignment = sum / count;  // count >= 1: dim >= 1 expects something of cluster 0
}

}  // namespace

CapturedEnergy captured_energy(const Eigen::Ref<const MatrixXd>& features,
                               const Eigen::Ref<const MatrixXd>& exact,
                               const Eigen::Ref<const VectorXd>& eigenvalues,
                               const std::vector<std::vector<Index>>& clusters,
                               const Eigen::Ref<const VectorXd>& weights,
                               Index dim) {
  const WeightedSpace space = weighted_space(function, "features", features, weights);
  require_functions(function, "exact", exact, weights.size());
  require_functions(function, "eigenvalues", eigenvalues, exact.cols());
  require_runs(clusters, exact.cols());
  if (dim < 1) core::reject(function, "dim must be at least 1", dim);
  const MatrixXd scaled = weights.cwiseSqrt().asDiagonal() * exact;
  require_orthonormal(scaled);

  CapturedEnergy energy;
  energy.rank = space.rank;
  energy.each = (space.basis.transpose() * scaled).colwise().squaredNorm();
  for (const auto& cluster : clusters) {
    energy.clusters.push_back(energy_of(cluster, energy.each, eigenvalues, dim));
  }
  align(energy);
  return energy;
}

}  // namespace eigenviews::solver
