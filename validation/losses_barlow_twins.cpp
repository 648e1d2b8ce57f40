// V12, V13: minima of Barlow Twins.
#include <fmt/format.h>

#include "theory/barlow_twins.hpp"
#include "theory/mode_ranges.hpp"
#include "validation/compare.hpp"
#include "validation/loss_claims.hpp"
#include "validation/minimise.hpp"
#include "validation/modes.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using theory::FeatureVariance;

constexpr double visible = 1e-3;  // singular values of features that count for K

Minimised descend(const VectorXd& s, double lambda, Index d, int starts, const Context& context) {
  Minimised found = lowest_minimum(
      [&](const MatrixXd& w) {
        return theory::barlow_twins_loss(s, lambda, w, FeatureVariance::unit);
      },
      {.modes = s.size(),
       .functions = d,
       .count = context.full ? 3 * starts : starts,
       .seed = context.seed});
  found.w = unit_columns(found.w);
  return found;
}

VectorXd diagonal_of_c_plus(const VectorXd& s, const MatrixXd& w) {
  return (w.transpose() * s.asDiagonal() * w).diagonal();
}

// ---- V12 ----------------------------------------------------------------------------------------

void compare_programme(Outcome& outcome, double lambda, Index d, const Context& context) {
  const VectorXd s = eight_modes();
  const Minimised found = descend(s, lambda, d, d > 8 ? 6 : 10, context);
  const theory::BarlowTwinsMinimum exact = theory::barlow_twins_minimum(s, lambda, d);
  const std::string name = fmt::format("lambda = {}, d = {}: ", lambda, d);
  outcome.near(name + "loss", found.value, exact.loss, 1e-7);
  outcome.near(name + "largest entry of W W' - diag(m_k)",
               largest_entry(found.w * found.w.transpose() -
                             padded_diagonal(exact.second_moments, s.size())),
               0,
               2e-3);
  outcome.near(name + "modes in use",
               static_cast<double>(rank_above(found.w, 0.05)),
               static_cast<double>(exact.active),
               0);
  outcome.near(name + "largest |C_plus,ii - c|",
               (diagonal_of_c_plus(s, found.w).array() - exact.diagonal).abs().maxCoeff(),
               0,
               1e-3);
}

// d without a Hadamard matrix: the programme is a lower bound, missed by 3 % at most.
void compare_lower_bound(Outcome& outcome, double lambda, Index d, const Context& context) {
  const VectorXd s = eight_modes();
  const double found = descend(s, lambda, d, 10, context).value;
  const double bound = theory::barlow_twins_minimum(s, lambda, d).loss;
  const std::string name = fmt::format("lambda = {}, d = {}: loss, ", lambda, d);
  outcome.at_least(name + "bounded below by the programme", found, bound, 1e-9);
  outcome.at_most(name + "over the programme", found / bound, 1.03);
}

// d features of unit variance at a multiple of the lambda at which mode 2 joins.
double rank_near_threshold(double factor, const Context& context) {
  const double threshold = theory::barlow_twins_range(eight_modes(), 2, 2).above;
  return static_cast<double>(
      rank_above(descend(eight_modes(), factor * threshold, 2, 4, context).w, visible));
}

void compare_active_modes(Outcome& outcome, const Context& context) {
  for (const double lambda : {.001, .005, .02, .1}) {
    Curve over_d{.label = fmt::format("modes in use at lambda = {}", lambda),
                 .x_label = "features d",
                 .y_label = "K",
                 .log_x = true};
    for (const Index d : {2, 4, 8, 16, 64}) {
      const MatrixXd w = descend(eight_modes(), lambda, d, 4, context).w;
      const auto found = static_cast<double>(rank_above(w, 0.05));
      const auto exact =
          static_cast<double>(theory::barlow_twins_minimum(eight_modes(), lambda, d).active);
      outcome.near(fmt::format("K at lambda = {}, d = {}", lambda, d), found, exact, 0);
      add_point(over_d, static_cast<double>(d), exact, found);
    }
    outcome.curves.push_back(over_d);
  }
}

Outcome quadratic_programme(const Context& context) {
  struct Case {
    double lambda;
    Index functions;
  };
  Outcome outcome;
  for (const auto& [lambda, d] :
       {Case{.005, 2}, {.02, 2}, {.005, 4}, {.1, 4}, {.5, 4}, {.005, 8}, {.02, 8}, {.02, 16}}) {
    compare_programme(outcome, lambda, d, context);
  }
  for (const auto& [lambda, d] : {Case{.02, 3}, {.02, 5}, {.1, 3}, {.3, 3}}) {
    compare_lower_bound(outcome, lambda, d, context);
  }
  outcome.near("lambda at which mode 2 joins, d = 2",
               theory::barlow_twins_threshold(eight_modes(), 2, 2),
               .1 * .1 / (.9 * 1.7),
               1e-15);
  outcome.near("rank at .97 of it", rank_near_threshold(.97, context), 1, 0);
  outcome.near("rank at 1.03 of it", rank_near_threshold(1.03, context), 2, 0);
  const VectorXd strong = (VectorXd(4) << .95, .8, .7, .3).finished();
  outcome.near("lambda = 1000, d = 2: C_plus,11",
               diagonal_of_c_plus(strong, descend(strong, 1e3, 2, 10, context).w)[0],
               theory::barlow_twins_strong_limit(strong, 2),
               2e-3);
  compare_active_modes(outcome, context);
  return outcome;
}

Outcome second_mode_below_threshold(const Context& context) {
  Outcome outcome;
  outcome.near("rank at .97 of the threshold, d = 2", rank_near_threshold(.97, context), 2, 0);
  return outcome;
}

Outcome features_are_eigenfunctions(const Context& context) {
  const VectorXd s = eight_modes();
  const VectorXd found = diagonal_of_c_plus(s, descend(s, .1, 2, 4, context).w);
  Outcome outcome;
  outcome.near("lambda = .1, d = 2: larger C_plus,ii", found.maxCoeff(), s[0], 1e-3);
  outcome.near("lambda = .1, d = 2: smaller C_plus,ii", found.minCoeff(), s[1], 1e-3);
  return outcome;
}

}  // namespace

Claim barlow_twins_claim() {
  return {
      .id = "V12",
      .suite = "losses",
      .statement =
          "Barlow Twins at unit variance has the minimum of a quadratic programme in "
          "the moments m_k where a Hadamard matrix of order d exists, and every "
          "C_plus,ii is the same there; mode 2 joins at a threshold of lambda.",
      .source = "docs/theory.md (2.14) to (2.18)",
      .toy = "S = diag(.9, .8, .65, .5, .3, .2, .1, .05), d = 2, 4, 8, 16; d = 3, 5 for the bound",
      .tolerance = "1e-7 on the loss, 2e-3 on W W', at the lowest of several minima",
      .measure = quadratic_programme,
      .controls = {{"mode 2 joins below .97 of the threshold", second_mode_below_threshold},
                   {"individual features are eigenfunctions", features_are_eigenfunctions}}};
}

namespace {

// ---- V13 ----------------------------------------------------------------------------------------

// Three features on modes 5, 6, 7 with the norms 1/sigma.
MatrixXd whitened_tail() {
  const VectorXd scales = theory::barlow_twins_whitening(eight_modes());
  MatrixXd w = MatrixXd::Zero(8, 3);
  for (Index i = 0; i < 3; ++i) w(4 + i, i) = scales[4 + i];
  return w;
}

double loss(const MatrixXd& w, FeatureVariance variance) {
  return theory::barlow_twins_loss(eight_modes(), 1, w, variance).value;
}

Outcome zero_off_the_top(const Context& context) {
  const Minimised found = lowest_minimum(
      [](const MatrixXd& w) {
        return theory::barlow_twins_loss(eight_modes(), 1, w, FeatureVariance::free);
      },
      {.modes = 8, .functions = 3, .count = 1, .seed = context.seed});
  Outcome outcome;
  outcome.near("loss on modes 5, 6, 7", loss(whitened_tail(), FeatureVariance::free), 0, 1e-15);
  outcome.near("loss at a minimum found by descent", found.value, 0, 1e-12);
  return outcome;
}

Outcome zero_at_unit_variance(const Context& /*context*/) {
  Outcome outcome;
  outcome.near("loss on modes 5, 6, 7", loss(whitened_tail(), FeatureVariance::unit), 0, 1);
  return outcome;
}

}  // namespace

Claim whitened_tail_claim() {
  return {.id = "V13",
          .suite = "losses",
          .statement =
              "Without a constraint on the variance Barlow Twins is 0 on any d modes whose "
              "features have the norms 1/sigma: it does not prefer the leading ones.",
          .source = "docs/theory.md (2.14)",
          .toy = "S = diag(.9, .8, .65, .5, .3, .2, .1, .05), features on modes 5, 6, 7",
          .tolerance = "1e-15: rounding of three products",
          .measure = zero_off_the_top,
          .controls = {{"the loss is below 1 there at unit variance too", zero_at_unit_variance}}};
}

}  // namespace eigenviews::validation
