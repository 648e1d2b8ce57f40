// V11: features of unit variance, and VICReg whose hinge holds them there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/random.hpp"
#include "theory/mode_ranges.hpp"
#include "theory/water_filling.hpp"
#include "validation/compare.hpp"
#include "validation/loss_claims.hpp"
#include "validation/minimise.hpp"
#include "validation/modes.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using theory::VicregWeights;

constexpr double moment_tolerance = 3e-4;
constexpr double visible = 0.03;  // singular values of features that count for K

// The minimum over d features of unit variance; its W has unit columns.
Minimised descend(double beta, Index d, const Context& context) {
  const VectorXd s = eight_modes();
  Minimised found = lowest_minimum(
      [&](const MatrixXd& w) { return theory::unit_variance_loss(s, beta, w); },
      {.modes = s.size(), .functions = d, .count = context.full ? 8 : 3, .seed = context.seed});
  found.w = unit_columns(found.w);
  return found;
}

double modes_in_use(const Minimised& found) {
  return static_cast<double>(rank_above(found.w, visible));
}

void compare_minima(Outcome& outcome, const Context& context) {
  struct Case {
    double beta;
    Index functions;
  };
  for (const auto& [beta, d] :
       {Case{.01, 2}, {.01, 8}, {.01, 24}, {.05, 2}, {.05, 8}, {.2, 3}, {2, 3}, {2, 5}}) {
    const Minimised found = descend(beta, d, context);
    const theory::WaterFilling exact = theory::unit_variance_minimum(eight_modes(), beta, d);
    const std::string name = fmt::format("beta = {}, d = {}: ", beta, d);
    outcome.at_most(name + "largest entry of the gradient", found.gradient, 0, gradient_limit);
    outcome.near(name + "loss", found.value, exact.loss, 1e-8);
    outcome.near(
        name + "largest entry of W W' - diag(m_k)",
        largest_entry(found.w * found.w.transpose() - padded_diagonal(exact.second_moments, 8)),
        0,
        moment_tolerance);
  }
}

// K(beta, d) of the table of the theory, measured as the rank of the minimum.
void compare_active_modes(Outcome& outcome, const Context& context) {
  for (const double beta : {.005, .02, .12, .5}) {
    Curve over_d{.label = fmt::format("modes in use at beta = {}", beta),
                 .x_label = "features d",
                 .y_label = "K",
                 .log_x = true};
    for (const Index d : {2, 4, 8, 16, 64}) {
      const double found = modes_in_use(descend(beta, d, context));
      const auto exact =
          static_cast<double>(theory::unit_variance_minimum(eight_modes(), beta, d).active);
      outcome.near(fmt::format("K at beta = {}, d = {}", beta, d), found, exact, 0);
      add_point(over_d, static_cast<double>(d), exact, found);
    }
    outcome.curves.push_back(over_d);
  }
  for (const Index d : {2, 4, 8}) {
    const double threshold = theory::unit_variance_range(eight_modes(), d, d).above;
    for (const double factor : {0.98, 1.02}) {
      outcome.near(fmt::format("K at {} of the beta at which mode d = {} joins", factor, d),
                   modes_in_use(descend(factor * threshold, d, context)),
                   static_cast<double>(factor < 1 ? d - 1 : d),
                   0);
    }
  }
}

// ---- the hinge ----------------------------------------------------------------------------------

// Water filling for lambda = 1, nu = .05, d = 4, and the mu from which the hinge holds it.
struct HingePoint {
  VicregWeights weights{.invariance = 1, .variance = 0, .covariance = .05};
  MatrixXd w;
  double threshold = 0;
};

HingePoint hinge_point(const Context& context) {
  HingePoint point;
  point.w = descend(theory::vicreg_hinge_beta(point.weights), 4, context).w;
  const MatrixXd c_plus = point.w.transpose() * eight_modes().asDiagonal() * point.w;
  point.threshold =
      theory::vicreg_hinge_threshold(point.w.transpose() * point.w, c_plus, point.weights);
  return point;
}

double hinge_loss(const HingePoint& point, double mu, const MatrixXd& w) {
  VicregWeights weights = point.weights;
  weights.variance = mu;
  return theory::vicreg_loss(eight_modes(), weights, w).value;
}

// The smallest change of the loss where one feature shrinks by 1e-5, over 1e-5.
double gain_from_shrinking(const HingePoint& point, double mu) {
  constexpr double step = 1e-5;
  double least = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < point.w.cols(); ++i) {
    MatrixXd shrunk = point.w;
    shrunk.col(i) *= 1 - step;
    least =
        std::min(least, (hinge_loss(point, mu, shrunk) - hinge_loss(point, mu, point.w)) / step);
  }
  return least;
}

// The smallest change of the loss over random moves of sizes 1e-5 to 1e-2.
double least_change(const HingePoint& point, double mu, const Context& context) {
  core::Stream stream({.seed = context.seed, .op = 150});
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 2000; ++i) {
    MatrixXd move(point.w.rows(), point.w.cols());
    stream.fill_normal({move.data(), static_cast<std::size_t>(move.size())});
    move *= std::pow(10, -2 - 3 * stream.uniform());
    least = std::min(least, hinge_loss(point, mu, point.w + move) - hinge_loss(point, mu, point.w));
  }
  return least;
}

// The norm that minimises the hinge loss of one feature on one mode: a convex function of it.
double lone_scale(double s, const VicregWeights& weights) {
  const auto loss = [&](double c) {
    return theory::vicreg_loss(VectorXd::Constant(1, s), weights, MatrixXd::Constant(1, 1, c))
        .value;
  };
  double low = 0, high = 2;
  while (high - low > 1e-7) {
    const double third = (high - low) / 3;
    if (loss(low + third) < loss(high - third)) {
      high -= third;
    } else {
      low += third;
    }
  }
  return (low + high) / 2;
}

void compare_hinge(Outcome& outcome, const Context& context) {
  const HingePoint point = hinge_point(context);
  outcome.at_least("hinge, mu 2 % above its threshold: loss gained by shrinking a feature",
                   gain_from_shrinking(point, 1.02 * point.threshold),
                   0);
  outcome.at_most("hinge, mu 2 % below its threshold: loss gained by shrinking a feature",
                  gain_from_shrinking(point, 0.98 * point.threshold),
                  0);
  outcome.at_least("hinge, mu at 1.5 of its threshold: least change of the loss by random moves",
                   least_change(point, 1.5 * point.threshold, context),
                   0,
                   1e-10);
  const VicregWeights unit{.invariance = 1, .variance = 1, .covariance = .05};
  const VicregWeights reference{.invariance = 25, .variance = 25, .covariance = 1};
  for (const auto& [s, weights] :
       {std::pair{.9, unit}, {.5, unit}, {.1, unit}, {.74, reference}, {.76, reference}}) {
    outcome.near(fmt::format("hinge, lambda = mu = {}: norm of a lone feature at s = {}",
                             weights.invariance,
                             s),
                 lone_scale(s, weights),
                 theory::vicreg_lone_scale(s, weights),
                 1e-6);
  }
}

Outcome water_filling(const Context& context) {
  Outcome outcome;
  compare_minima(outcome, context);
  compare_active_modes(outcome, context);
  compare_hinge(outcome, context);
  return outcome;
}

Outcome reformulated_loss_gains_modes(const Context& context) {
  const auto rank = [&](Index d) {
    return modes_in_use(lowest_minimum(
        [s = eight_modes()](const MatrixXd& w) { return theory::reformulated_loss(s, .12, w); },
        {.modes = 8, .functions = d, .count = 2, .seed = context.seed}));
  };
  Outcome outcome;
  outcome.at_least("reformulated loss, beta = .12: rank at d = 16 over that at d = 2",
                   rank(16) - rank(2),
                   1);
  return outcome;
}

Outcome same_modes_for_every_d(const Context& context) {
  Outcome outcome;
  outcome.near("unit variance, beta = .02: K at d = 64, less that at d = 2",
               modes_in_use(descend(.02, 64, context)) - modes_in_use(descend(.02, 2, context)),
               0,
               0);
  return outcome;
}

Outcome hinge_holds_at_half(const Context& context) {
  const HingePoint point = hinge_point(context);
  Outcome outcome;
  outcome.at_least("hinge, mu at half of its threshold: loss gained by shrinking a feature",
                   gain_from_shrinking(point, 0.5 * point.threshold),
                   0);
  return outcome;
}

}  // namespace

Claim water_filling_claim() {
  return {.id = "V11",
          .suite = "losses",
          .statement =
              "With C_ii = 1 and the penalty beta sum C_ij^2, W W' = diag(m_k), m_k = max(0, "
              "s_k - theta)/(2 beta), over K(beta, d) modes, which grows with beta and d.",
          .source = "docs/theory.md (2.12), (2.13), (2.18)",
          .toy = "S = diag(.9, .8, .65, .5, .3, .2, .1, .05)",
          .tolerance = "gradient below 1e-10, then 1e-8 on the loss and 3e-4 on W W'; K equal",
          .measure = water_filling,
          .controls = {{"the reformulated loss gains modes with d at beta = .12",
                        reformulated_loss_gains_modes},
                       {"at unit variance K is the same for every d", same_modes_for_every_d},
                       {"half of the threshold of mu holds the hinge", hinge_holds_at_half}}};
}

}  // namespace eigenviews::validation
