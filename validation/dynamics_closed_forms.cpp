// V15, V17: gradient flow in closed form, against its integration.
#include <fmt/format.h>

#include <Eigen/LU>
#include <cmath>

#include "theory/aligned_mode.hpp"
#include "theory/population_losses.hpp"
#include "theory/riccati.hpp"
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
constexpr double rounding = 2.2e-16;

Flow descent(const VectorXd& s, double beta) {
  return [s, beta](const MatrixXd& w) -> MatrixXd {
    return -theory::reformulated_loss(s, beta, w).gradient;
  };
}

// ---- V15 ----------------------------------------------------------------------------------------

struct FlowCase {
  double beta;
  Index functions;
};

constexpr FlowCase flow_cases[] = {{.05, 3}, {.3, 1}, {.5, 4}, {2, 6}, {10, 3}};
constexpr Index modes = 10;

MatrixXd start_of(Index functions, const Context& context) {
  return 0.1 * random_matrix(modes, functions, context.seed);
}

double largest_difference(const MatrixXd& w, const MatrixXd& moment) {
  return largest_entry(w * w.transpose() - moment);
}

// The closed form in one piece and in parts, from 0.1 to 4.
void compare_flow(Outcome& outcome, const FlowCase& tried, const Context& context) {
  const VectorXd s = powers(.81, modes);
  const MatrixXd start = start_of(tried.functions, context);
  const std::vector<double> times = {.1, 1, 4};
  const std::vector<MatrixXd> flow =
      integrate(descent(s, tried.beta), start, times, integrator_tolerance);
  for (std::size_t i = 0; i < times.size(); ++i) {
    const std::string name = fmt::format("beta = {}, d = {}, t = {}: largest error of W W', ",
                                         tried.beta,
                                         tried.functions,
                                         times[i]);
    const double spread = 2 * (1 - s[std::min(tried.functions, modes) - 1]) * times[i];
    const double tolerance =
        10 * integrator_tolerance + 10 * rounding * std::exp(spread);  // W W' is at most 1
    outcome.near(
        name + "one piece",
        largest_difference(flow[i], theory::riccati_second_moment(start, s, tried.beta, times[i])),
        0,
        tolerance);
    const MatrixXd stepped = theory::riccati_step(start, s, tried.beta, times[i]);
    outcome.near(name + "in parts",
                 largest_difference(flow[i], stepped * stepped.transpose()),
                 0,
                 10 * integrator_tolerance);
  }
}

// Steps compose: eight of 0.5 end where the flow is at 4.
void compare_steps(Outcome& outcome, const Context& context) {
  const VectorXd s = powers(.81, modes);
  const MatrixXd start = 0.01 * start_of(3, context);
  MatrixXd stepped = start;
  for (int i = 0; i < 8; ++i) stepped = theory::riccati_step(stepped, s, 1.7, 0.5);
  const MatrixXd flow = integrate(descent(s, 1.7), start, 4, integrator_tolerance);
  outcome.near("beta = 1.7, eight steps of 0.5: largest error of W W'",
               largest_difference(flow, stepped * stepped.transpose()),
               0,
               10 * integrator_tolerance);
}

// Squared singular values of W over time at beta = .5, d = 3.
void draw_singular_values(Outcome& outcome, const Context& context) {
  const VectorXd s = powers(.81, modes);
  const MatrixXd start = start_of(3, context);
  const std::vector<double> times = times_to(8, 32);
  const std::vector<MatrixXd> flow = integrate(descent(s, .5), start, times, integrator_tolerance);
  for (Index i = 0; i < 3; ++i) {
    Curve over_t{.label = fmt::format("squared singular value {} of W, beta = .5", i + 1),
                 .x_label = "t",
                 .y_label = "squared singular value"};
    for (std::size_t j = 0; j < times.size(); ++j) {
      const VectorXd exact = singular_values(theory::riccati_step(start, s, .5, times[j]));
      add_point(over_t, times[j], std::pow(exact[i], 2), std::pow(singular_values(flow[j])[i], 2));
    }
    outcome.curves.push_back(over_t);
  }
}

Outcome riccati_solution(const Context& context) {
  Outcome outcome;
  for (const FlowCase& tried : flow_cases) compare_flow(outcome, tried, context);
  compare_steps(outcome, context);
  draw_singular_values(outcome, context);
  return outcome;
}

// The closed form written out, with any number in place of the 8 of 8 beta.
MatrixXd written_out(const MatrixXd& w, const VectorXd& s, double beta, double t, double number) {
  const Eigen::ArrayXd a = 2 * (2 * beta - (1 - s.array()));
  const VectorXd growth = (a * t).exp();
  const VectorXd j = ((2 * a * t).exp() - 1) / (2 * a);
  const MatrixXd grown = growth.asDiagonal() * w;
  const MatrixXd bracket =
      MatrixXd::Identity(w.cols(), w.cols()) + number * beta * w.transpose() * j.asDiagonal() * w;
  return grown * bracket.partialPivLu().solve(grown.transpose());
}

Outcome four_beta(const Context& context) {
  const VectorXd s = powers(.81, modes);
  const MatrixXd start = start_of(4, context);
  const MatrixXd flow = integrate(descent(s, .5), start, 4, integrator_tolerance);
  Outcome outcome;
  outcome.near("beta = .5, d = 4, t = 4: largest error of W W'",
               largest_difference(flow, written_out(start, s, .5, 4, 4)),
               0,
               1e-6);
  return outcome;
}

}  // namespace

Claim riccati_claim() {
  return {.id = "V15",
          .suite = "dynamics",
          .statement =
              "Gradient flow from any W_0 is W W'(t) = e^{At} W_0 (I + 8 beta W_0' J_t "
              "W_0)^{-1} W_0' e^{At}, in one piece or in steps.",
          .source = "docs/theory.md (3.1), (3.2)",
          .toy = "s_i = .81^i, i < 10; random W_0 of size .1",
          .tolerance =
              "10 times the tolerance of the integrator, 1e-11; in one piece 10 u "
              "e^{(a_1 - a_d)t} more",
          .measure = riccati_solution,
          .controls = {{"4 beta in place of 8 beta", four_beta}}};
}

namespace {

// ---- V17 ----------------------------------------------------------------------------------------

double integrated_energy(double start, double s, double beta, double t) {
  const MatrixXd w = integrate(descent(VectorXd::Constant(1, s), beta),
                               MatrixXd::Constant(1, 1, start),
                               t,
                               integrator_tolerance);
  return w(0, 0) * w(0, 0);
}

void compare_logistic_laws(Outcome& outcome) {
  constexpr double start = 1e-3;
  for (const double beta : {.3, .5, 4.0}) {
    for (const double s : {1.0, .8, .45}) {
      const std::string name = fmt::format("beta = {}, s = {}: c^2 ", beta, s);
      Curve over_t{.label = fmt::format("beta = {}, s = {}", beta, s),
                   .x_label = "t",
                   .y_label = "c^2"};
      for (const double t : {.5, 2.0, 4.0, 6.0, 8.0}) {
        const double exact = theory::mode_energy(start, s, beta, t);
        const double found = integrated_energy(start, s, beta, t);
        outcome.near(fmt::format("{} at t = {}", name, t), found, exact, 1e-8);
        add_point(over_t, t, exact, found);
      }
      if (beta == .5) outcome.curves.push_back(over_t);
      const double limit = 1 - (1 - s) / (2 * beta);
      outcome.near(name + "at the half time",
                   integrated_energy(start, s, beta, theory::half_time(start, s, beta)),
                   limit / 2,
                   1e-8);
    }
  }
}

Outcome aligned_modes(const Context& /*context*/) {
  Outcome outcome;
  compare_logistic_laws(outcome);
  for (const double t : {10.0, 20.0, 50.0}) {
    const double decaying = theory::mode_energy(.2, .3, .1, t);  // a = -1
    outcome.near(fmt::format("a < 0: c^2 over its prediction, t = {}", t),
                 integrated_energy(.2, .3, .1, t) / decaying,
                 1,
                 1e-8);
    outcome.near(fmt::format("a = 0: c^2, t = {}", t),
                 integrated_energy(.2, .6, .2, t),
                 .04 / (1 + 8 * .2 * .04 * t),
                 1e-8);
    outcome.near(fmt::format("a = 0: c^2 of the library, t = {}", t),
                 theory::mode_energy(.2, .6, .2, t),
                 .04 / (1 + 8 * .2 * .04 * t),
                 1e-12);
  }
  return outcome;
}

Outcome rate_a(const Context& /*context*/) {
  constexpr double start = 1e-3, limit = .9, rate = 1.8;  // beta = .5, s = .9
  Outcome outcome;
  outcome.near("beta = .5, s = .9: c^2 at t = 4",
               integrated_energy(start, .9, .5, 4),
               limit / (1 + (limit / (start * start) - 1) * std::exp(-rate * 4)),
               1e-8);
  return outcome;
}

}  // namespace

Claim aligned_mode_claim() {
  return {.id = "V17",
          .suite = "dynamics",
          .statement =
              "An aligned mode follows c^2(t) = c_inf^2/(1 + (c_inf^2/c_0^2 - 1) e^{-2at}), "
              "half of it at ln(c_inf^2/c_0^2 - 1)/(2a); a = 0 gives c_0^2/(1 + 8 beta "
              "c_0^2 t), a < 0 decay.",
          .source = "docs/theory.md (3.4), (3.5)",
          .toy = "one mode, c_0 = 1e-3 or .2",
          .tolerance = "1e-8, some 1000 times the tolerance of the integrator",
          .measure = aligned_modes,
          .controls = {{"the logistic law has the rate a", rate_a}}};
}

}  // namespace eigenviews::validation
