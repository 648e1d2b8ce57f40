#include "kernel/sampled_views.hpp"

#include <limits>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "core/random.hpp"
#include "core/threads.hpp"

namespace eigenviews::kernel {

Estimator estimator_kind(const std::string& name) {
  if (name == "self-consistent") return Estimator::self_consistent;
  if (name == "stratified") return Estimator::stratified;
  if (name == "plain") return Estimator::plain;
  core::reject_unknown("--estimator",
                       "estimator",
                       name,
                       {"self-consistent", "stratified", "plain"});
}

SampledViews SampledViews::batch(Index b) const {
  SampledViews part;
  part.estimator = estimator;
  const Index count_in_batch = (count() - b + batches - 1) / batches;
  part.points.resize(points.rows(), count_in_batch);
  part.weights.resize(count_in_batch);
  for (Index t = 0; t < count_in_batch; ++t) {
    part.points.col(t) = points.col(b + t * batches);
    part.weights[t] = weights[b + t * batches];
    part.original.push_back(original[static_cast<std::size_t>(b + t * batches)]);
  }
  part.weights /= part.weights.sum();
  return part;
}

SampledViews sample_views(const GaussianChannel& channel,
                          Estimator estimator,
                          Index views_per_original,
                          std::uint64_t seed) {
  if (views_per_original < 1) {
    core::reject("--views", "at least one view of each original", views_per_original);
  }
  constexpr Index most = std::numeric_limits<std::int32_t>::max();
  if (views_per_original > most / channel.originals()) {
    core::reject("--views",
                 "originals times views must stay below 2^31",
                 fmt::format("{} x {}", channel.originals(), views_per_original));
  }
  const Index count = channel.originals() * views_per_original;
  const Index q = channel.dimension();
  core::require_memory("the sampled views",
                       8 * static_cast<double>(count) * static_cast<double>(q + 2),
                       "use pca, fewer views or fewer originals");
  SampledViews views;
  views.estimator = estimator;
  views.batches = views_per_original;
  views.points.resize(q, count);
  views.weights = Eigen::VectorXd::Constant(count, 1.0 / static_cast<double>(count));
  views.original.resize(static_cast<std::size_t>(count));
  core::parallel_for(channel.originals(), [&](Index i) {
    for (Index j = 0; j < views_per_original; ++j) {
      const Index t = i * views_per_original + j;
      Index from = i;
      if (estimator == Estimator::plain) {  // uniform prior
        core::Stream choice({.seed = seed,
                             .original = static_cast<std::uint32_t>(i),
                             .view = static_cast<std::uint32_t>(j),
                             .op = static_cast<std::uint32_t>(core::StreamOp::original_choice)});
        from = static_cast<Index>(choice.below(static_cast<std::uint64_t>(channel.originals())));
      }
      // For `plain`, the view's own number keeps two draws of one original independent.
      const auto view = static_cast<std::uint32_t>(estimator == Estimator::plain ? t : j);
      views.original[static_cast<std::size_t>(t)] = from;
      views.points.col(t) = channel.sample(seed, from, view);
    }
  });
  return views;
}

}  // namespace eigenviews::kernel
