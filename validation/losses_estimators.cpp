// V4, V5: estimators of the invariance term over random batches of a channel.
#include <fmt/format.h>

#include <Eigen/QR>

#include "theory/sample_estimators.hpp"
#include "theory/view_means.hpp"
#include "validation/compare.hpp"
#include "validation/estimator_toy.hpp"
#include "validation/loss_claims.hpp"
#include "validation/statistics.hpp"

namespace eigenviews::validation {

namespace {

using core::Stream;
using Eigen::MatrixXd;
using Eigen::Vector3d;
using Eigen::VectorXd;

void add_estimate(Curve& curve, double x, double predicted, const Estimate& measured, double k) {
  add_point(curve, x, predicted, measured.mean, k * measured.standard_error);
}

// ---- V4 -----------------------------------------------------------------------------------------

constexpr Eigen::Index view_counts[] = {2, 3, 5, 8};

// (1/m) sum |f_j - f_0|^2; mean of |f_j - mean of the others|^2; the unbiased estimator; trace and
// sum of all entries of the second moment of the mean of the m views.
VectorXd invariance_forms(const MatrixXd& batch, Eigen::Index m) {
  const Eigen::Index n = batch.rows() / m;
  VectorXd forms = VectorXd::Zero(5);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto views = batch.middleRows(i * m, m);
    const Vector3d mean = views.colwise().mean();
    for (Eigen::Index j = 0; j < m; ++j) {
      const Vector3d f = views.row(j);
      const Vector3d others = (static_cast<double>(m) * mean - f) / static_cast<double>(m - 1);
      forms[0] += (f - mean).squaredNorm();
      forms[1] += (f - others).squaredNorm();
    }
    forms[3] += static_cast<double>(m) * mean.squaredNorm();
    forms[4] += static_cast<double>(m) * mean.sum() * mean.sum();
  }
  forms /= static_cast<double>(n * m);
  forms[2] = theory::invariance_estimate(batch, m);
  return forms;
}

MatrixXd measured_forms(const EstimatorToy& toy, const Context& context, Eigen::Index m) {
  return repeated_means(
      repetition(context, 110 + static_cast<std::uint32_t>(m)),
      [&](Stream& stream) { return invariance_forms(toy.sampler.draw(4, m, stream), m); });
}

double forms_tolerance(const Context& context) {
  return estimator_tolerance(context, 5 * std::ssize(view_counts));
}

Outcome factors_of_m(const Context& context) {
  const EstimatorToy toy = estimator_toy(context.seed);
  const double k = forms_tolerance(context), exact = toy.moments.invariance.mean;
  Outcome outcome;
  Curve plug_in{.label = "mean of the plug-in form", .x_label = "views m", .y_label = "mean / I"};
  Curve others{.label = "mean of the form against the other views",
               .x_label = "views m",
               .y_label = "mean / I"};
  for (const Eigen::Index m : view_counts) {
    const MatrixXd repeats = measured_forms(toy, context, m);
    const double factor = theory::plug_in_invariance_factor(m);
    const double factor_of_others = theory::leave_one_out_invariance_factor(m);
    const MatrixXd moment = theory::view_mean_moment(toy.moments.c, toy.moments.c_plus, m);
    compare_means(outcome,
                  {fmt::format("m = {}: (1/m) sum |f_j - f_0|^2", m),
                   fmt::format("m = {}: mean |f_j - mean of the others|^2", m),
                   fmt::format("m = {}: sum |f_j - f_0|^2 / (m-1)", m),
                   fmt::format("m = {}: trace of the second moment of f_0", m),
                   fmt::format("m = {}: sum of the entries of the second moment of f_0", m)},
                  repeats,
                  (VectorXd(5) << factor * exact,
                   factor_of_others * exact,
                   exact,
                   moment.trace(),
                   moment.sum())
                      .finished(),
                  k);
    const auto x = static_cast<double>(m);
    add_estimate(plug_in, x, factor, estimate(repeats.col(0) / exact), k);
    add_estimate(others, x, factor_of_others, estimate(repeats.col(1) / exact), k);
  }
  outcome.curves = {plug_in, others};
  return outcome;
}

// One of the two forms of two views taken for unbiased.
Outcome unbiased_at_two_views(const Context& context, Eigen::Index form, const char* name) {
  const EstimatorToy toy = estimator_toy(context.seed);
  Outcome outcome;
  compare_means(outcome,
                {name},
                measured_forms(toy, context, 2).col(form),
                VectorXd::Constant(1, toy.moments.invariance.mean),
                forms_tolerance(context));
  return outcome;
}

}  // namespace

Claim invariance_factors_claim() {
  return {.id = "V4",
          .suite = "losses",
          .statement =
              "From m views of an original, (1/m) sum |f_j - f_0|^2 has mean (1 - 1/m) I, "
              "the form against the mean of the other views m/(m-1) I, and the mean of "
              "m views the second moment C/m + (1 - 1/m) C_plus.",
          .source = "docs/theory.md (2.1), (2.2)",
          .toy = "random P, 6 x 9, three random features; batches of 4 originals",
          .tolerance = estimator_tolerance_rule,
          .false_alarm = estimator_false_alarm,
          .measure = factors_of_m,
          .controls = {{"(1/m) sum |f_j - f_0|^2 is unbiased at m = 2",
                        [](const Context& context) {
                          return unbiased_at_two_views(context, 0, "(1/m) sum |f_j - f_0|^2");
                        }},
                       {"mean |f_1 - f_2|^2 is unbiased at m = 2", [](const Context& context) {
                          return unbiased_at_two_views(context, 1, "mean |f_1 - f_2|^2");
                        }}}};
}

namespace {

// ---- V5 -----------------------------------------------------------------------------------------

constexpr Eigen::Index encoder_calls = 24;
constexpr Eigen::Index budget_views[] = {2, 3, 4, 6, 12};
constexpr auto budgets = std::ssize(budget_views);

// Column i: N (I_hat - I)^2 at m = budget_views[i].
MatrixXd measured_budgets(const EstimatorToy& toy, const Context& context) {
  MatrixXd columns(repetition(context, 0).repeats, budgets);
  for (Eigen::Index i = 0; i < budgets; ++i) {
    const Eigen::Index m = budget_views[i];
    columns.col(i) = repeated_means(
        repetition(context, 120 + static_cast<std::uint32_t>(i)),
        [&](Stream& stream) {
          const MatrixXd batch = toy.sampler.draw(encoder_calls / m, m, stream);
          const double error = theory::invariance_estimate(batch, m) - toy.moments.invariance.mean;
          return VectorXd::Constant(1, encoder_calls * error * error);
        });
  }
  return columns;
}

double budget_tolerance(const Context& context) {
  return estimator_tolerance(context, budgets + 2);
}

// Weights that turn N Var at the measured m into the coefficients of its least-squares fit by m,
// 1 and 1/(m-1): 3 x 5.
MatrixXd fit_weights() {
  MatrixXd design(budgets, 3);
  for (Eigen::Index i = 0; i < budgets; ++i) {
    const auto m = static_cast<double>(budget_views[i]);
    design.row(i) << m, 1, 1 / (m - 1);
  }
  return design.completeOrthogonalDecomposition().pseudoInverse();
}

// At m* the slope of the fit is 0, and at the break-even m it has come back to its value at 2.
void optimum_of_fit(Outcome& outcome, const EstimatorToy& toy, const MatrixXd& measured, double k) {
  const MatrixXd fit = measured * fit_weights().transpose();
  const double best = theory::optimal_views(toy.moments.invariance);
  const double even = theory::break_even_views(toy.moments.invariance);
  MatrixXd balance(fit.rows(), 2);
  balance.col(0) = fit.col(0) - fit.col(2) / ((best - 1) * (best - 1));
  balance.col(1) = (even - 2) * fit.col(0) + (1 / (even - 1) - 1) * fit.col(2);
  compare_means(outcome,
                {fmt::format("slope of the fitted N Var at m* = {:.3f}", best),
                 fmt::format("fitted N Var at m = {:.3f}, less that at 2", even)},
                balance,
                VectorXd::Zero(2),
                k);
}

Outcome variance_at_fixed_cost(const Context& context) {
  const EstimatorToy toy = estimator_toy(context.seed);
  const MatrixXd measured = measured_budgets(toy, context);
  const double k = budget_tolerance(context);
  Outcome outcome;
  Curve over_m{.label = "N Var of the estimate at N = 24 encoder calls",
               .x_label = "views m",
               .y_label = "N Var"};
  for (Eigen::Index i = 0; i < budgets; ++i) {
    const Eigen::Index m = budget_views[i];
    const double exact =
        encoder_calls * theory::invariance_variance(toy.moments.invariance, encoder_calls / m, m);
    compare_means(outcome,
                  {fmt::format("N Var at m = {}", m)},
                  measured.col(i),
                  VectorXd::Constant(1, exact),
                  k);
    add_estimate(over_m, static_cast<double>(m), exact, estimate(measured.col(i)), k);
  }
  optimum_of_fit(outcome, toy, measured, k);
  outcome.curves = {over_m};
  return outcome;
}

Outcome variance_falls_as_1_over_m(const Context& context) {
  const EstimatorToy toy = estimator_toy(context.seed);
  const MatrixXd measured = measured_budgets(toy, context);
  const MatrixXd excess = measured.col(4) - measured.col(0) / 6;
  Outcome outcome;
  compare_means(outcome,
                {"N Var at m = 12, less a sixth of that at m = 2"},
                excess,
                VectorXd::Zero(1),
                budget_tolerance(context));
  return outcome;
}

}  // namespace

Claim views_at_fixed_cost_claim() {
  return {.id = "V5",
          .suite = "losses",
          .statement =
              "At N = n m encoder calls the unbiased estimate of the invariance term has N "
              "Var = m V + (E4 - Ev2) + 2 ES2/(m-1), smallest at m* = 1 + sqrt(2 ES2/V).",
          .source = "docs/theory.md (2.3), (2.4)",
          .toy = "random P, 6 x 9, three random features, N = 24",
          .tolerance = estimator_tolerance_rule,
          .false_alarm = estimator_false_alarm,
          .measure = variance_at_fixed_cost,
          .controls = {{"at fixed N the variance falls as 1/m", variance_falls_as_1_over_m}}};
}

}  // namespace eigenviews::validation
