#include "solver/bootstrap_energy.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "solver/lapack.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

void validate(const Eigen::Ref<const MatrixXd>& features,
              const Eigen::Ref<const MatrixXd>& exact,
              const std::vector<std::vector<Index>>& clusters,
              const Eigen::Ref<const VectorXd>& weights,
              Index originals,
              Index repeats) {
  require_functions("bootstrap_energy", "features", features, weights.size());
  require_functions("bootstrap_energy", "exact", exact, weights.size());
  require_probability("bootstrap_energy", weights);
  if (originals < 1 || weights.size() % originals != 0) {
    core::reject("bootstrap_energy",
                 fmt::format("originals must divide the {} points", weights.size()),
                 originals);
  }
  if (repeats < 2) core::reject("bootstrap_energy", "repeats must be >= 2", repeats);
  for (const auto& cluster : clusters) {
    if (cluster.empty() || cluster.front() < 0 || cluster.back() >= exact.cols() ||
        cluster.back() - cluster.front() + 1 != static_cast<Index>(cluster.size())) {
      core::reject("bootstrap_energy",
                   fmt::format("a cluster must be a run of indices below {}", exact.cols()),
                   fmt::format("{} indices", cluster.size()));
    }
  }
}

// Weights of one draw: each original counts as often as it was drawn.
VectorXd redraw(const Eigen::Ref<const VectorXd>& weights,
                Index originals,
                std::uint64_t seed,
                Index draw) {
  core::Stream stream({.seed = seed,
                       .original = static_cast<std::uint32_t>(draw),
                       .op = static_cast<std::uint32_t>(core::StreamOp::bootstrap)});
  VectorXd count = VectorXd::Zero(originals);
  for (Index i = 0; i < originals; ++i) {
    count[static_cast<Index>(stream.below(static_cast<std::uint64_t>(originals)))] += 1;
  }
  const Index views = weights.size() / originals;
  VectorXd drawn(weights.size());
  for (Index t = 0; t < weights.size(); ++t) drawn[t] = weights[t] * count[t / views];
  return drawn / drawn.sum();
}

// W with W^T G W = I on the directions of G above the rounding of its square root.
MatrixXd whitening(const MatrixXd& gram) {
  constexpr double smallest = 1e-14;  // of the largest eigenvalue: 1e-7 of the largest direction
  const auto [values, vectors] = symmetric_eigen(gram);
  Index null = 0;
  while (null < values.size() && !(values[null] > smallest * values[values.size() - 1])) ++null;
  const Index rank = values.size() - null;
  return vectors.rightCols(rank) * values.tail(rank).cwiseSqrt().cwiseInverse().asDiagonal();
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  const double part = place - static_cast<double>(below);
  return values[below] + part * (values[above] - values[below]);
}

}  // namespace

std::vector<EnergyInterval> bootstrap_energy(const Eigen::Ref<const MatrixXd>& features,
                                             const Eigen::Ref<const MatrixXd>& exact,
                                             const std::vector<std::vector<Index>>& clusters,
                                             const Eigen::Ref<const VectorXd>& weights,
                                             Index originals,
                                             Index repeats,
                                             std::uint64_t seed) {
  validate(features, exact, clusters, weights, originals, repeats);
  const Index p = features.cols();
  MatrixXd all(features.rows(), p + exact.cols());
  all << features, exact;
  std::vector<std::vector<double>> energies(clusters.size());
  for (Index draw = 0; draw < repeats; ++draw) {
    const VectorXd drawn = redraw(weights, originals, seed, draw);
    const MatrixXd gram = all.transpose() * (drawn.asDiagonal() * all);
    const MatrixXd white = whitening(gram.topLeftCorner(p, p));
    for (std::size_t c = 0; c < clusters.size(); ++c) {
      const Index begin = p + clusters[c].front();
      const auto size = static_cast<Index>(clusters[c].size());
      const MatrixXd own = whitening(gram.block(begin, begin, size, size));
      const MatrixXd overlap = white.transpose() * gram.block(0, begin, p, size) * own;
      energies[c].push_back(overlap.squaredNorm() / static_cast<double>(size));
    }
  }
  std::vector<EnergyInterval> intervals;
  for (const auto& values : energies) {
    intervals.push_back({quantile(values, 0.025), quantile(values, 0.975)});
  }
  return intervals;
}

}  // namespace eigenviews::solver
