// N1: a ResNet's span tends to the top-d span of T*T (Theorem 3.1).
#include "validation/networks/claims.hpp"
#include "validation/networks/training.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;

// Mean of captured / expected over the clusters up to d, and the least of them.
void expect_span(Outcome& outcome, Index d, const TrainedNetwork& network) {
  const std::string name = "d = " + std::to_string(d);
  outcome.at_least(name + ": mean alignment of clusters", network.energy.mean_alignment, 0.97);
  outcome.at_least(name + ": least alignment of a cluster", network.energy.lowest_alignment, 0.9);
  Curve curve;
  curve.label = "Energy captured of each cluster, " + name;
  curve.x_label = "cluster, in descending order of its eigenvalue";
  curve.y_label = "captured";
  const auto count = static_cast<Index>(network.energy.clusters.size());
  curve.x = Eigen::VectorXd::LinSpaced(count, 1, static_cast<double>(count));
  curve.predicted.resize(count);
  curve.measured.resize(count);
  for (Index i = 0; i < count; ++i) {
    const solver::ClusterEnergy& cluster = network.energy.clusters[static_cast<std::size_t>(i)];
    curve.predicted[i] = cluster.expected;
    curve.measured[i] = cluster.captured;
  }
  outcome.curves.push_back(curve);
}

// Eight functions of the smaller torus end in a cluster that is close to the next; they are asked
// of the larger one.
NetworkRun run_of(const Context& context, Index d, std::int64_t steps) {
  NetworkRun run = torus_run(d, 2, steps);
  run.seed = context.seed;
  if (context.full || d >= 8) run.toy = "torus,side=16";
  return run;
}

Outcome spans(const Context& context) {
  const std::int64_t steps = context.full ? 600 : 300;
  const std::vector<Index> dims =
      context.full ? std::vector<Index>{2, 4, 6, 8, 12} : std::vector<Index>{2, 6, 8};
  Outcome outcome;
  for (const Index d : dims) expect_span(outcome, d, train(run_of(context, d, steps)));
  // More steps and more width do not lose what fewer find.
  NetworkRun narrow = run_of(context, 6, steps / 8);
  narrow.model.width = 2;
  const double early = train(narrow).energy.mean_alignment;
  narrow.train.schedule.steps = steps;
  const double late = train(narrow).energy.mean_alignment;
  NetworkRun wide = narrow;
  wide.model.width = 8;
  outcome.at_least("d = 6: gain from eight times the steps, width 2", late - early, 0.02);
  outcome.at_least("d = 6: gain from four times the width",
                   train(wide).energy.mean_alignment - late,
                   0,
                   0.02);
  return outcome;
}

Outcome shuffled_pairs(const Context& context) {
  NetworkRun run = run_of(context, 8, 200);
  run.shuffled = true;
  const TrainedNetwork network = train(run);
  Outcome outcome;
  outcome.at_least("d = 8: mean alignment of clusters", network.energy.mean_alignment, 0.97);
  return outcome;
}

}  // namespace

Claim n1() {
  return {.id = "N1",
          .suite = "networks",
          .statement =
              "A ResNet trained under the reformulated loss spans the top d functions of T*T, "
              "whole clusters and cut ones, the better the more steps and width it has.",
          .source = "Theorem 3.1 in its corrected form, docs/theory.md 2.8",
          .toy = "torus images, beta = 2, 4 views, tiny ResNet",
          .tolerance =
              "alignment .97 in the mean, .9 for each cluster: what is left is "
              "optimisation noise of Adam at a finite number of steps (1 - .98 measured)",
          .measure = spans,
          .controls = {{"the span is found also when views are paired with other originals",
                        shuffled_pairs}}};
}

}  // namespace eigenviews::validation
