// N2: the scales of the learned functions against their closed form, and the collapse of modes.
#include <cmath>

#include "theory/minimiser.hpp"
#include "validation/networks/claims.hpp"
#include "validation/networks/training.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr Index d = 8;

// The trained scales at `beta` against the prediction for `claimed`.
void expect_scales(Outcome& outcome, const Context& context, double beta, double claimed) {
  NetworkRun run = torus_run(d, beta, context.full ? 800 : 400);
  run.seed = context.seed;
  if (context.full) run.toy = "torus,side=16";
  const TrainedNetwork network = train(run);
  const VectorXd predicted = theory::feature_scales(network.eigenvalues.head(d), claimed);
  const std::string name = "beta = " + std::to_string(claimed).substr(0, 4);
  // A mode that collapses leaves the noise of its last gradients.
  double worst_kept = 0, worst_collapsed = 0;
  for (Index i = 0; i < d; ++i) {
    if (predicted[i] > 0.3) {
      worst_kept = std::max(worst_kept, std::abs(network.feature_scales[i] / predicted[i] - 1));
    } else if (predicted[i] == 0) {
      worst_collapsed = std::max(worst_collapsed, network.feature_scales[i]);
    }
  }
  outcome.at_most(name + ": largest |c / predicted - 1| of kept modes", worst_kept, 0.08);
  outcome.at_most(name + ": largest scale of collapsed modes", worst_collapsed, 0.2);
  outcome.curves.push_back({.label = "Scales, " + name,
                            .x_label = "function",
                            .y_label = "scale c",
                            .x = VectorXd::LinSpaced(d, 1, d),
                            .predicted = predicted,
                            .measured = network.feature_scales});
}

Outcome scales(const Context& context) {
  Outcome outcome;
  const std::vector<double> betas =
      context.full ? std::vector<double>{0.3, 0.5, 1, 2, 8} : std::vector<double>{0.3, 2};
  for (const double beta : betas) expect_scales(outcome, context, beta, beta);
  return outcome;
}

Outcome another_beta(const Context& context) {
  Outcome outcome;
  expect_scales(outcome, context, 0.3, 2);
  return outcome;
}

}  // namespace

Claim n2() {
  return {
      .id = "N2",
      .suite = "networks",
      .statement =
          "The learned functions have the scales c_i^2 = max(0, 1 - (1 - s_i)/(2 beta)): "
          "modes with 1 - s_i >= 2 beta collapse.",
      .source = "Theorem 2, docs/theory.md 2.8",
      .toy = "torus images, d = 8, 4 views, tiny ResNet",
      .tolerance =
          "8 % of a kept scale, .2 for a collapsed one: the plug-in penalty of 128 x 4 "
          "views is biased by about d / 300, and Adam's last steps leave noise",
      .measure = scales,
      .controls = {{"features trained at beta = .3 have the scales of beta = 2", another_beta}}};
}

}  // namespace eigenviews::validation
