// V16, V18: the space that features span during gradient flow.
#include <fmt/format.h>

#include <Eigen/LU>
#include <cmath>
#include <cstdint>

#include "theory/coverage.hpp"
#include "theory/minimiser.hpp"
#include "theory/population_losses.hpp"
#include "theory/riccati.hpp"
#include "theory/span_flow.hpp"
#include "validation/compare.hpp"
#include "validation/dynamics_claims.hpp"
#include "validation/modes.hpp"
#include "validation/random_channels.hpp"
#include "validation/runge_kutta.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double integrator_tolerance = 1e-11;
constexpr Index modes = 10;

VectorXd spectrum() { return powers(.81, modes); }

Flow descent(double beta) {
  return [s = spectrum(), beta](const MatrixXd& w) -> MatrixXd {
    return -theory::reformulated_loss(s, beta, w).gradient;
  };
}

// ---- V16 ----------------------------------------------------------------------------------------

constexpr double angle_tolerance = 1e-6;

void compare_reformulated(Outcome& outcome, const MatrixXd& start, double beta) {
  const std::vector<double> times = {.5, 2, 6};
  for (const double scale : {1e-6, 1e-2, .5}) {
    const std::vector<MatrixXd> flow =
        integrate(descent(beta), scale * start, times, integrator_tolerance);
    for (std::size_t i = 0; i < times.size(); ++i) {
      outcome.near(fmt::format("beta = {}, c_0 = {}, t = {}: angle", beta, scale, times[i]),
                   largest_angle(flow[i], theory::span_at(start, spectrum(), times[i])),
                   0,
                   angle_tolerance);
    }
  }
}

// Alignment with the leading functions over time: one curve of the span, whatever beta is.
Curve alignment_over_time(const MatrixXd& start, double beta) {
  Curve over_t{.label = fmt::format("mean cos^2 to v_1, ..., v_4 at beta = {}", beta),
               .x_label = "t",
               .y_label = "mean cos^2"};
  const std::vector<double> times = times_to(6, 24);
  const std::vector<MatrixXd> flow =
      integrate(descent(beta), 1e-2 * start, times, integrator_tolerance);
  for (std::size_t i = 0; i < times.size(); ++i) {
    add_point(over_t,
              times[i],
              alignment(theory::span_at(start, spectrum(), times[i])),
              alignment(flow[i]));
  }
  return over_t;
}

// Other losses 2 lambda tr W'(I - S)W + R(W'W): VICReg with its hinge, and unit variance.
void compare_other_losses(Outcome& outcome, const MatrixXd& start) {
  // A hinge that no feature reaches the end of before t = 1.5.
  const theory::VicregWeights weights{.invariance = 1.3, .variance = .3, .covariance = .2};
  const Flow vicreg = [&](const MatrixXd& w) -> MatrixXd {
    return -theory::vicreg_loss(spectrum(), weights, w).gradient;
  };
  outcome.near("VICReg, lambda = 1.3: angle to e^{4 lambda t S} V_0",
               largest_angle(integrate(vicreg, .03 * start, 1.5, integrator_tolerance),
                             theory::span_at(start, spectrum(), 2 * 1.3 * 1.5)),
               0,
               angle_tolerance);
  const Flow unit_variance = [](const MatrixXd& w) -> MatrixXd {
    return -theory::unit_variance_loss(spectrum(), .05, w).gradient;
  };
  outcome.near("unit variance, beta = .05: angle to e^{2tS} V_0",
               largest_angle(integrate(unit_variance, unit_columns(start), 2, integrator_tolerance),
                             theory::span_at(start, spectrum(), 2)),
               0,
               angle_tolerance);
}

// What of v_1, ..., v_4 is in the range of F does not depend on beta; a read-out with a ridge sees
// the d_eff = 2 modes that are kept at beta = .1, and no more.
void compare_coverage(Outcome& outcome, const MatrixXd& start) {
  const MatrixXd basis = theory::span_at(start, spectrum(), 4);
  for (const double beta : {.1, 2.0}) {
    const MatrixXd w = integrate(descent(beta), 1e-2 * start, 4, integrator_tolerance);
    outcome.near(fmt::format("beta = {}, t = 4: coverage of v_1, ..., v_4 by the range", beta),
                 theory::exact_coverage(w, 4),
                 basis.topRows(4).squaredNorm() / 4,
                 angle_tolerance);
  }
  outcome.at_most(
      "beta = .1, t = 64: coverage by a read-out with ridge .01",
      theory::ridge_coverage(integrate(descent(.1), 1e-2 * start, 64, integrator_tolerance),
                             .01,
                             4),
      .5);
  const VectorXd energies =
      theory::feature_scales(spectrum().head(4), 2).cwiseAbs2();  // of the limit at beta = 2
  outcome.near("beta = 2, t = 200: coverage by a read-out with ridge .01",
               theory::ridge_coverage(theory::riccati_step(start, spectrum(), 2, 200), .01, 4),
               (energies.array() / (energies.array() + .01)).mean(),
               1e-10);
}

Outcome span_of_the_flow(const Context& context) {
  const MatrixXd start = random_matrix(modes, 4, context.seed);
  Outcome outcome;
  for (const double beta : {.2, .5, 3.0, 20.0}) compare_reformulated(outcome, start, beta);
  compare_other_losses(outcome, start);
  compare_coverage(outcome, start);
  outcome.near("stepper, beta = 3, t = 60: angle",
               largest_angle(theory::riccati_step(start, spectrum(), 3, 60),
                             theory::span_at(start, spectrum(), 60)),
               0,
               angle_tolerance);
  for (const double beta : {.2, 3.0}) outcome.curves.push_back(alignment_over_time(start, beta));
  return outcome;
}

Outcome preconditioned_flow(const Context& context) {
  const MatrixXd start = random_matrix(modes, 4, context.seed);
  const VectorXd gram = VectorXd::LinSpaced(modes, 1, 3);
  const Flow flow = [&](const MatrixXd& w) -> MatrixXd {
    return gram.asDiagonal() * descent(.5)(w);
  };
  Outcome outcome;
  outcome.near("Gram matrix diag(1, ..., 3), beta = .5, t = 2: angle",
               largest_angle(integrate(flow, .1 * start, 2, integrator_tolerance),
                             theory::span_at(start, spectrum(), 2)),
               0,
               .01);
  return outcome;
}

Outcome barlow_twins_flow(const Context& context) {
  const MatrixXd start = .3 * random_matrix(modes, 3, context.seed);
  const auto end = [&](double lambda) {
    const Flow flow = [lambda](const MatrixXd& w) -> MatrixXd {
      return -theory::barlow_twins_loss(spectrum(), lambda, w, theory::FeatureVariance::free)
                  .gradient;
    };
    return integrate(flow, start, 2, integrator_tolerance);
  };
  Outcome outcome;
  outcome.near("Barlow Twins, t = 2: angle between lambda = .05 and 1",
               largest_angle(end(.05), end(1)),
               0,
               1e-4);
  return outcome;
}

}  // namespace

Claim span_claim() {
  return {
      .id = "V16",
      .suite = "dynamics",
      .statement =
          "V(F_t) = e^{2tS} V(F_0), whatever beta and the size of the start; with "
          "e^{4 lambda t S} for losses 2 lambda tr W'(I - S)W + R(W'W).",
      .source = "docs/theory.md (3.3); Theorem 3.2 of arXiv 2312.10725",
      .toy = "s_i = .81^i, i < 10, d = 4; beta .2 to 20, starts of size 1e-6 to .5",
      .tolerance = "1e-6 rad: the integrator's 1e-11 over the smallest of the four directions",
      .measure = span_of_the_flow,
      .controls = {{"the span is the same with a Gram matrix other than I", preconditioned_flow},
                   {"the span under Barlow Twins does not depend on lambda", barlow_twins_flow}}};
}

namespace {

// ---- V18 ----------------------------------------------------------------------------------------

std::vector<MatrixXd> flow_at(const MatrixXd& start, const std::vector<double>& times) {
  return integrate(descent(.6), .01 * start, times, integrator_tolerance);
}

// The rate is reached soon where the start couples mode d + 1 to mode d as it does the others: the
// first random start for which that entry of W_rest W_top^{-1} is a fiftieth of the largest.
MatrixXd coupled_start(Index d, std::uint64_t seed) {
  for (std::uint64_t i = 0;; ++i) {
    const MatrixXd w = random_matrix(modes, d, 1000 * seed + i);
    const MatrixXd slopes = w.bottomRows(modes - d) * w.topRows(d).inverse();
    if (std::abs(slopes(0, d - 1)) > 0.02 * largest_entry(slopes)) return w;
  }
}

Outcome approach_to_the_top(const Context& context) {
  constexpr Index d = 3;
  const VectorXd s = spectrum();
  const MatrixXd start = coupled_start(d, context.seed);
  const double tan_start = theory::tangent_to_leading(start);
  const std::vector<double> times = times_to(50, 25);
  const std::vector<MatrixXd> flow = flow_at(start, times);
  Outcome outcome;
  Curve over_t{.label = "largest angle to v_1, v_2, v_3: bound and measured",
               .x_label = "t",
               .y_label = "tan",
               .log_y = true};
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double found = std::tan(largest_angle(flow[i], MatrixXd::Identity(modes, d)));
    const double bound = theory::tangent_bound(tan_start, s[d - 1], s[d], times[i]);
    add_point(over_t, times[i], bound, found);
    if (i % 5 == 0) {
      outcome.at_most(fmt::format("t = {}: tan of the largest angle over its bound", times[i]),
                      found / bound,
                      1,
                      1e-4);
    }
  }
  outcome.near("slope of -log tan, t = 40 to 50",
               std::log(over_t.measured[20] / over_t.measured[25]) / 10,
               2 * (s[d - 1] - s[d]),
               2e-3);
  outcome.curves = {over_t};

  const MatrixXd one = random_matrix(modes, 1, context.seed + 1);
  const MatrixXd end = integrate(descent(1.3), 1e-3 * one, 3, integrator_tolerance);
  const VectorXd ratios = ((6 * (s.array() - s[0])).exp() * one.col(0).array()) / one(0, 0);
  outcome.near("d = 1, t = 3: largest error of w_i / w_1, relative to the largest ratio",
               largest_entry(end / end(0, 0) - ratios) / largest_entry(ratios),
               0,
               1e-8);
  return outcome;
}

Outcome missing_mode(const Context& context) {
  MatrixXd start = random_matrix(modes, 3, context.seed);
  start.row(0).setZero();
  Outcome outcome;
  outcome.at_least("W_0 without mode 1: its largest entry at t = 40",
                   largest_entry(flow_at(start, {40}).front().row(0)),
                   1e-12);
  return outcome;
}

}  // namespace

Claim approach_claim() {
  return {.id = "V18",
          .suite = "dynamics",
          .statement =
              "tan theta_max(V(F_t), span(v_1, ..., v_d)) <= e^{-2(s_d - s_{d+1})t} tan "
              "theta_max(0), in the end with equality of the rates.",
          .source = "docs/theory.md (3.7)",
          .toy = "s_i = .81^i, i < 10, d = 3, beta = .6",
          .tolerance = "1e-4 on the bound, 2e-3 on the rate, 1e-8 on the ratios of one feature",
          .measure = approach_to_the_top,
          .controls = {{"a mode that W_0 does not hold is learned", missing_mode}}};
}

}  // namespace eigenviews::validation
