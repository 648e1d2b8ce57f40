// V19, V20: in which order modes are learned.
#include <fmt/format.h>

#include <Eigen/QR>
#include <cmath>
#include <limits>

#include "theory/aligned_mode.hpp"
#include "theory/feature_basis.hpp"
#include "theory/minimiser.hpp"
#include "theory/population_losses.hpp"
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

constexpr double integrator_tolerance = 1e-9;

// The first time at which `size` of the state is above `level`, linear between the times given;
// infinite where it never is.
template <class Size>
double crossing(const std::vector<double>& times,
                const std::vector<MatrixXd>& states,
                double level,
                Size&& size) {
  for (std::size_t i = 1; i < times.size(); ++i) {
    const double before = size(states[i - 1]), after = size(states[i]);
    if (!(after > level)) continue;
    const double part = (level - before) / (after - before);
    return times[i - 1] + std::max(0.0, part) * (times[i] - times[i - 1]);
  }
  return std::numeric_limits<double>::infinity();
}

// ---- V19 ----------------------------------------------------------------------------------------

constexpr double small = 1e-8;  // c_0
constexpr Index functions = 3;

VectorXd five_modes() { return (VectorXd(5) << .95, .7, .5, .2, .1).finished(); }

// Entries of size c_0 / sqrt(d). How far mode i starts from c_0 is the part of row i that is
// orthogonal to the rows before; the first random start whose parts are .3 to 2 times c_0.
MatrixXd small_start(std::uint64_t seed) {
  for (std::uint64_t i = 0;; ++i) {
    const MatrixXd w = random_matrix(5, functions, 1000 * seed + i) / std::sqrt(functions);
    const Eigen::HouseholderQR<MatrixXd> qr(w.topRows(functions).transpose());
    const VectorXd parts = qr.matrixQR().diagonal().cwiseAbs();
    if (parts.minCoeff() > 0.3 && parts.maxCoeff() < 2) return small * w;
  }
}

// The modes that are learned start alike: their rows are c_0 times a rotation, the others a tenth.
// At high beta, where the rates differ by some per cent, a random start would set the order.
MatrixXd even_start(std::uint64_t seed) {
  MatrixXd w = 0.1 * random_matrix(5, functions, seed);
  const Eigen::HouseholderQR<MatrixXd> qr(w.topRows(functions));
  const MatrixXd rotation = qr.householderQ();
  w.topRows(functions) = rotation;
  return small * w;
}

// When the singular values of W pass half of their limits.
VectorXd switch_on_times(const VectorXd& s, double beta, const MatrixXd& start) {
  const double last = theory::switch_on_time(small, s[functions - 1], beta);
  const std::vector<double> times = times_to(1.5 * last, 800);
  const Flow flow = [&](const MatrixXd& w) -> MatrixXd {
    return -theory::reformulated_loss(s, beta, w).gradient;
  };
  const std::vector<MatrixXd> states = integrate(flow, start, times, integrator_tolerance);
  const VectorXd limits = theory::feature_scales(s, beta);
  VectorXd found(functions);
  for (Index i = 0; i < functions; ++i) {
    found[i] = crossing(times, states, limits[i] / 2, [&](const MatrixXd& w) {
      return singular_values(w)[i];
    });
  }
  return found;
}

constexpr double betas[] = {.28, .5, 2, 20};

void compare_times(Outcome& outcome, const VectorXd& found, double beta, const char* start) {
  for (Index i = 0; i < functions; ++i) {
    const double exact = theory::switch_on_time(small, five_modes()[i], beta);
    outcome.near(fmt::format("beta = {}, {} start: tau_{} over its prediction", beta, start, i + 1),
                 found[i] / exact,
                 1,
                 0.15);
  }
}

Outcome order_of_learning(const Context& context) {
  const VectorXd s = five_modes();
  Outcome outcome;
  Curve last{.label = "switch-on time of mode 3 over that of mode 1, even start",
             .x_label = "beta",
             .y_label = "tau_3 / tau_1",
             .log_x = true,
             .log_y = true};
  for (const double beta : betas) {
    compare_times(outcome, switch_on_times(s, beta, small_start(context.seed)), beta, "random");
    const VectorXd found = switch_on_times(s, beta, even_start(context.seed));
    compare_times(outcome, found, beta, "even");
    for (Index i = 1; i < functions; ++i) {
      outcome.at_least(fmt::format("beta = {}, even start: tau_{} / tau_{}", beta, i + 1, i),
                       found[i] / found[i - 1],
                       1);
    }
    add_point(last,
              beta,
              theory::switch_on_time(small, s[2], beta) / theory::switch_on_time(small, s[0], beta),
              found[2] / found[0]);
    if (last.x.size() == 1) continue;
    const VectorXd spreads = last.measured.tail(2);
    outcome.at_most(fmt::format("beta = {}, even start: tau_3 / tau_1, falling with beta", beta),
                    spreads[1],
                    spreads[0]);
  }
  outcome.curves = {last};
  return outcome;
}

// Equal eigenvalues: the mode that starts larger comes first.
Outcome order_of_equal_modes(const Context& /*context*/) {
  const VectorXd s = VectorXd::Constant(5, .8);
  MatrixXd start = MatrixXd::Zero(5, functions);
  start.diagonal() << small, 100 * small, 10 * small;
  const Flow flow = [&](const MatrixXd& w) -> MatrixXd {
    return -theory::reformulated_loss(s, .5, w).gradient;
  };
  const std::vector<double> times = times_to(20, 400);
  const std::vector<MatrixXd> states = integrate(flow, start, times, integrator_tolerance);
  const auto time_of = [&](Index mode) {
    return crossing(times, states, .4, [mode](const MatrixXd& w) { return w.row(mode).norm(); });
  };
  Outcome outcome;
  outcome.at_least("switch-on time of mode 2, less that of mode 1", time_of(1) - time_of(0), 0);
  return outcome;
}

}  // namespace

Claim order_of_learning_claim() {
  return {.id = "V19",
          .suite = "dynamics",
          .statement =
              "From small random features the singular values of W switch on in the order "
              "of s at ln(c_inf^2/c_0^2)/(2 a_i), apart at low beta only, where the start does not "
              "blur them.",
          .source = "docs/theory.md (3.6)",
          .toy = "S = diag(.95, .7, .5, .2, .1), d = 3, c_0 = 1e-8, beta .28 to 20",
          .tolerance =
              "15 %: a start of .3 to 2 times c_0 shifts ln(c_inf^2/c_0^2) = 37 by 2.4, and "
              "half of the limit is passed 1.1 earlier",
          .measure = order_of_learning,
          .controls = {{"modes with equal s come in their listed order", order_of_equal_modes}}};
}

namespace {

// ---- V20 ----------------------------------------------------------------------------------------

constexpr theory::TwoModes two_modes{.s_1 = .9, .s_2 = .5, .gamma_1 = 1, .gamma_2 = 10};

// The amplitudes of one feature on both modes, sqrt(gamma_i) x_i, which start at c_0.
struct TwoModeFlow {
  theory::TwoModes modes;
  double beta;
  std::vector<double> times;
  std::vector<MatrixXd> amplitudes;
};

TwoModeFlow two_mode_flow(const theory::TwoModes& modes, double beta, double start, double last) {
  const VectorXd gamma = Eigen::Vector2d(modes.gamma_1, modes.gamma_2);
  const VectorXd s = Eigen::Vector2d(modes.s_1, modes.s_2);
  const MatrixXd g = gamma.asDiagonal();
  const MatrixXd m = gamma.cwiseProduct(s).asDiagonal();
  const Flow flow = [&](const MatrixXd& x) -> MatrixXd {
    return theory::feature_flow(x, g, m, beta);
  };
  TwoModeFlow result{modes, beta, times_to(last, 4000), {}};
  const MatrixXd x = start * gamma.cwiseSqrt().cwiseInverse();
  for (const MatrixXd& state : integrate(flow, x, result.times, integrator_tolerance)) {
    result.amplitudes.emplace_back(gamma.cwiseSqrt().asDiagonal() * state);
  }
  return result;
}

// 1 or 2, the mode that first passes half of its own limit.
double first_mode(const TwoModeFlow& flow) {
  const VectorXd limits =
      theory::feature_scales(Eigen::Vector2d(flow.modes.s_1, flow.modes.s_2), flow.beta);
  double times[2];
  for (Index i = 0; i < 2; ++i) {
    const double limit = limits[i] > 0 ? limits[i] / 2 : std::numeric_limits<double>::infinity();
    times[i] =
        crossing(flow.times, flow.amplitudes, limit, [i](const MatrixXd& w) { return w(i, 0); });
  }
  return times[0] < times[1] ? 1 : 2;
}

double measured_switch(const TwoModeFlow& flow) {
  return crossing(flow.times, flow.amplitudes, 0, [](const MatrixXd& w) {
    return std::log(w(0, 0) / w(1, 0));
  });
}

Outcome order_with_a_gram_matrix(const Context& /*context*/) {
  const VectorXd gamma = Eigen::Vector2d(two_modes.gamma_1, two_modes.gamma_2);
  const VectorXd s = Eigen::Vector2d(two_modes.s_1, two_modes.s_2);
  const double critical = theory::misorder_beta(two_modes);
  Outcome outcome;
  for (const double beta : {.97 * critical, 1.03 * critical, .5, 2.0}) {
    const double found = first_mode(two_mode_flow(two_modes, beta, 1e-6, beta < .4 ? 400 : 60));
    outcome.near(fmt::format("beta = {:.4f}, beta* = {:.4f}: mode learned first", beta, critical),
                 found,
                 beta < critical ? 1 : 2,
                 0);
    const auto order = theory::learning_order(gamma, s, beta);
    outcome.near(fmt::format("beta = {:.4f}: mode learned first, by its rate", beta),
                 found,
                 static_cast<double>(order.front() + 1),
                 0);
  }
  Curve over_start{.label = "time of the switch to mode 1, beta = .5",
                   .x_label = "c_0",
                   .y_label = "t",
                   .log_x = true};
  for (const double beta : {.5, 2.0}) {
    for (const double start : {1e-6, 1e-9, 1e-12}) {
      const double found = measured_switch(two_mode_flow(two_modes, beta, start, 90));
      const double exact = theory::switch_time(two_modes, beta, start);
      outcome.near(fmt::format("beta = {}, c_0 = {}: switch over its prediction", beta, start),
                   found / exact,
                   1,
                   0.1);
      if (beta < 1) add_point(over_start, start, exact, found);
    }
  }
  outcome.curves = {over_start};
  return outcome;
}

Outcome order_without_a_gram_matrix(const Context& /*context*/) {
  theory::TwoModes equal = two_modes;
  equal.gamma_2 = equal.gamma_1;
  Outcome outcome;
  outcome.near("gamma = (1, 1), beta = 2: mode learned first",
               first_mode(two_mode_flow(equal, 2, 1e-6, 60)),
               2,
               0);
  return outcome;
}

}  // namespace

Claim misorder_claim() {
  return {.id = "V20",
          .suite = "dynamics",
          .statement =
              "Where G = diag(gamma) commutes with M, small features learn modes in the "
              "order of gamma_i (2 beta - (1 - s_i)): above beta* the wrong mode first, "
              "which one feature leaves at a predicted time.",
          .source = "docs/theory.md (3.8), (3.10), (3.11)",
          .toy = "s = (.9, .5), gamma = (1, 10), one feature that starts at (c_0, c_0)",
          .tolerance = "order exact, 3 % below and above beta*; 10 % on the time of the switch",
          .measure = order_with_a_gram_matrix,
          .controls = {
              {"with gamma = (1, 1) mode 2 comes first at beta = 2", order_without_a_gram_matrix}}};
}

}  // namespace eigenviews::validation
