// V22: gradient descent near the minimum.
#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "theory/gradient_descent.hpp"
#include "theory/minimiser.hpp"
#include "theory/population_losses.hpp"
#include "theory/span_flow.hpp"
#include "validation/compare.hpp"
#include "validation/dynamics_claims.hpp"
#include "validation/modes.hpp"
#include "validation/random_channels.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index modes = 5;
constexpr Index functions = 2;

VectorXd spectrum() { return (VectorXd(modes) << 1, .8, .6, .3, .1).finished(); }

MatrixXd gradient(double beta, const MatrixXd& w) {
  return theory::reformulated_loss(spectrum(), beta, w).gradient;
}

// W = diag(c_1, c_2) on the leading modes.
MatrixXd minimum(double beta) {
  MatrixXd w = MatrixXd::Zero(modes, functions);
  w.diagonal() = theory::reformulated_minimum(spectrum(), beta, functions).scales;
  return w;
}

// Central differences of the gradient.
VectorXd measured_spectrum(double beta) {
  constexpr double step = 1e-5;
  const MatrixXd at = minimum(beta);
  MatrixXd hessian(at.size(), at.size());
  for (Index i = 0; i < at.size(); ++i) {
    MatrixXd above = at, below = at;
    above.reshaped()[i] += step;
    below.reshaped()[i] -= step;
    const MatrixXd column = (gradient(beta, above) - gradient(beta, below)) / (2 * step);
    hessian.col(i) = column.reshaped();
  }
  const MatrixXd symmetric = (hessian + hessian.transpose()) / 2;
  return Eigen::SelfAdjointEigenSolver<MatrixXd>(symmetric).eigenvalues();
}

void compare_hessian(Outcome& outcome, double beta) {
  const VectorXd exact = theory::hessian_spectrum(spectrum(), beta, functions);
  const VectorXd found = measured_spectrum(beta);
  outcome.near(fmt::format("beta = {}: largest error of an eigenvalue of the Hessian", beta),
               largest_entry(found - exact),
               0,
               1e-6);
  const double zero = 1e-6;  // the rotation's eigenvalue comes first
  const double softest = found[(found.array() < zero).count()];
  outcome.near(fmt::format("beta = {}: condition number", beta),
               found[found.size() - 1] / softest,
               theory::condition_number(spectrum(), beta, functions),
               1e-3);
}

// How far W W^T is from the minimum after 3000 steps that start 1e-6 away, at most 1.
double distance_after_steps(double beta, double step, const Context& context) {
  const MatrixXd moment = minimum(beta) * minimum(beta).transpose();
  MatrixXd w = minimum(beta) + 1e-6 * random_matrix(modes, functions, context.seed);
  for (int i = 0; i < 3000; ++i) {
    w -= step * gradient(beta, w);
    if (!(largest_entry(w) < 1e3)) return 1;
  }
  return std::min(1.0, largest_entry(w * w.transpose() - moment));
}

// Steps until the tangent to the top-d space is below each of the given ones, descending.
std::vector<double> steps_to(const MatrixXd& start,
                             double beta,
                             double step,
                             const std::vector<double>& tangents) {
  constexpr int most = 100000;
  std::vector<double> result;
  MatrixXd w = start;
  for (int i = 0; i <= most && result.size() < tangents.size(); ++i) {
    while (result.size() < tangents.size() &&
           theory::tangent_to_leading(w) <= tangents[result.size()]) {
      result.push_back(i);
    }
    w -= step * gradient(beta, w);
  }
  result.resize(tangents.size(), most);
  return result;
}

// From entries of 1e-2, mode 3 as present as the others: the steps to an angle of 1e-3, which are
// to grow as beta, and those from .03 to 1e-3, where the rate is that of the minimum.
void compare_steps(Outcome& outcome, const Context& context) {
  const VectorXd s = spectrum();
  MatrixXd start = 1e-2 * random_matrix(modes, functions, context.seed);
  start.topRows(3) << .01, .002, -.003, .01, .004, .008;
  Curve over_beta{.label = "steps from tan .03 to tan .001 at step size 1/(8 beta)",
                  .x_label = "beta",
                  .y_label = "steps",
                  .log_x = true,
                  .log_y = true};
  double before = 0;
  for (const double beta : {.5, 2.0, 8.0, 32.0}) {
    const double step = 1 / (8 * beta);
    const std::vector<double> found = steps_to(start, beta, step, {.03, .001});
    const double exact = theory::steps_to_tangent(.03, .001, step, s[1], s[2]);
    outcome.near(fmt::format("beta = {}: steps from tan .03 to .001", beta),
                 found[1] - found[0],
                 exact,
                 1 + .02 * exact);
    add_point(over_beta, beta, exact, found[1] - found[0]);
    if (before > 0) {
      outcome.near(fmt::format("steps to tan .001 at beta = {} over those at {}", beta, beta / 4),
                   found[1] / before,
                   4,
                   1.2);
    }
    before = found[1];
  }
  outcome.curves = {over_beta};
}

Outcome descent_near_the_minimum(const Context& context) {
  Outcome outcome;
  for (const double beta : {.5, 4.0}) compare_hessian(outcome, beta);
  for (const double beta : {.15, .5, 4.0}) {  // .15: the last mode sets the limit
    const double limit = theory::stability_limit(spectrum(), beta, functions);
    outcome.at_most(fmt::format("beta = {}: distance at .97 of the limit", beta),
                    distance_after_steps(beta, .97 * limit, context),
                    1e-4);
    outcome.at_least(fmt::format("beta = {}: distance at 1.03 of the limit", beta),
                     distance_after_steps(beta, 1.03 * limit, context),
                     1e-2);
  }
  compare_steps(outcome, context);
  return outcome;
}

Outcome settles_above_the_limit(const Context& context) {
  Outcome outcome;
  outcome.at_most("beta = .5: distance at 1.03/(4 beta c_1^2)",
                  distance_after_steps(.5, 1.03 / (4 * .5), context),
                  1e-4);
  return outcome;
}

Outcome steps_are_free(const Context& context) {
  const MatrixXd start = 1e-2 * random_matrix(modes, functions, context.seed);
  const double few = steps_to(start, .5, 1 / 4., {.001})[0];
  const double many = steps_to(start, 8, 1 / 64., {.001})[0];
  Outcome outcome;
  outcome.near("steps at beta = 8 over those at beta = .5", many / few, 1, .3);
  return outcome;
}

}  // namespace

Claim gradient_descent_claim() {
  return {.id = "V22",
          .suite = "dynamics",
          .statement =
              "At the minimum the Hessian has 0, 8 beta c_i^2, 4 beta (c_i^2 + c_j^2), 2(s_j "
              "- s_i); steps below 1/(4 beta c_1^2) are stable, and the number of steps "
              "grows linearly in beta.",
          .source = "docs/theory.md (3.12), (3.13)",
          .toy = "S = diag(1, .8, .6, .3, .1), d = 2",
          .tolerance =
              "1e-6 on eigenvalues by central differences; stability 3 % below and above "
              "the limit; 2 % on steps near the minimum, 30 % on their growth",
          .measure = descent_near_the_minimum,
          .controls = {{"a step of 1.03/(4 beta c_1^2) settles", settles_above_the_limit},
                       {"the number of steps does not depend on beta", steps_are_free}}};
}

}  // namespace eigenviews::validation
