// V7: the literal one-space loss is another objective than the within-view loss.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernel/toy.hpp"
#include "solver/principal_angles.hpp"
#include "solver/solve.hpp"
#include "theory/literal_modes.hpp"
#include "validation/loss_claims.hpp"
#include "validation/minimise.hpp"
#include "validation/modes.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;

constexpr double degrees = 180 / std::numbers::pi;
constexpr double beta = 2.5;  // every mode has a cost of at most 4 < 2 beta

// T in L2 coordinates of the one space, rho stationary.
MatrixXd one_space_operator(const FiniteChannel& channel) {
  const VectorXd root = channel.rho_x().cwiseSqrt();
  return root.asDiagonal() * channel.dense_p() * root.cwiseInverse().asDiagonal();
}

// tr H^T Q H + beta |H^T H - I|^2 over d functions H in L2 coordinates.
Minimised minimiser(const MatrixXd& form, Index d, std::uint64_t seed) {
  const Objective objective = [&](const MatrixXd& h) {
    const MatrixXd residual = form * h;
    const MatrixXd excess = h.transpose() * h - MatrixXd::Identity(h.cols(), h.cols());
    return theory::LossAndGradient{h.cwiseProduct(residual).sum() + beta * excess.squaredNorm(),
                                   2 * residual + 4 * beta * h * excess};
  };
  return lowest_minimum(objective,
                        {.modes = form.rows(), .functions = d, .count = 1, .seed = seed});
}

struct Minimisers {
  Minimised within, literal;  // n x d, in L2 coordinates
};

Minimisers minimisers(const FiniteChannel& channel, Index d, std::uint64_t seed) {
  const MatrixXd t = one_space_operator(channel);
  const MatrixXd one = MatrixXd::Identity(t.rows(), t.cols());
  return {minimiser(one - t.transpose() * t, d, seed),
          minimiser((one - t).transpose() * (one - t), d, seed + 1)};
}

VectorXd angles_in_degrees(const MatrixXd& a, const MatrixXd& b) {
  const VectorXd weights = VectorXd::Constant(a.rows(), 1 / static_cast<double>(a.rows()));
  return degrees * solver::principal_angles(a, b, weights).angles;
}

struct Case {
  const char* toy;
  Index functions;
  VectorXd angles;  // exact, in degrees
};

std::vector<Case> cases() {
  return {{"nonnormal,case=reversible", 2, Eigen::Vector2d(0, 90)},
          {"nonnormal,case=nonnormal", 2, Eigen::Vector2d(0, 38.498)},
          {"nonnormal,case=five-cycle", 3, Eigen::Vector3d(0, 90, 90)},
          {"gaussian,kind=ou,r=-0.9", 3, Eigen::Vector3d(0, 0, 90)}};
}

// The minimisers, found by descent, against the spaces that the library computes.
void compare_case(Outcome& outcome, const Case& tried, const Context& context) {
  const FiniteChannel channel = kernel::make_toy(tried.toy).channel;
  const std::string name = std::string(tried.toy) + ": ";
  const Minimisers found = minimisers(channel, tried.functions, context.seed);
  outcome.at_most(name + "largest entry of the gradients",
                  std::max(found.within.gradient, found.literal.gradient),
                  0,
                  gradient_limit);
  const VectorXd angles = angles_in_degrees(found.within.w, found.literal.w);
  for (Index i = 0; i < angles.size(); ++i) {
    outcome.near(fmt::format("{}angle {} between the minimisers, degrees", name, i + 1),
                 angles[i],
                 tried.angles[i],
                 1e-2);
  }
  const auto triples =
      solver::solve(kernel::ChannelOperator(channel), {.k = tried.functions, .seed = context.seed});
  const MatrixXd literal = channel.rho_x().cwiseSqrt().asDiagonal() *
                           theory::literal_modes(channel.dense_p(), channel.rho_x()).functions;
  outcome.near(name + "within-view minimiser to the leading v_i, degrees",
               degrees * largest_angle(found.within.w, triples.v.leftCols(tried.functions)),
               0,
               1e-2);
  outcome.near(name + "literal minimiser to the modes of (I-T)*(I-T), degrees",
               degrees * largest_angle(found.literal.w, literal.leftCols(tried.functions)),
               0,
               1e-2);
}

// Values for the non-normal channel: T*T has 1, .16 +- sqrt(.0252), the literal form 0,
// .86 -+ sqrt(.2212).
void compare_values(Outcome& outcome) {
  const FiniteChannel channel = kernel::make_toy("nonnormal,case=nonnormal").channel;
  const auto triples = solver::solve(kernel::ChannelOperator(channel), {.k = 3});
  const VectorXd costs = theory::literal_modes(channel.dense_p(), channel.rho_x()).costs;
  const double s[] = {1, .16 + std::sqrt(.0252), .16 - std::sqrt(.0252)};
  const double literal[] = {0, .86 - std::sqrt(.2212), .86 + std::sqrt(.2212)};
  for (Index i = 0; i < 3; ++i) {
    outcome.near(fmt::format("non-normal: eigenvalue {} of T*T", i + 1),
                 triples.sigma[i] * triples.sigma[i],
                 s[i],
                 1e-12);
    outcome.near(fmt::format("non-normal: literal cost {}", i + 1), costs[i], literal[i], 1e-12);
  }
}

Outcome minimisers_differ(const Context& context) {
  Outcome outcome;
  for (const Case& tried : cases()) compare_case(outcome, tried, context);
  compare_values(outcome);
  return outcome;
}

Outcome differ_for_a_positive_operator(const Context& context) {
  MatrixXd p(3, 3);
  p << .7, .2, .1, .2, .6, .2, .1, .2, .7;
  Outcome outcome;
  const Minimisers found = minimisers(FiniteChannel(p), 2, context.seed);
  outcome.at_least("largest angle between the minimisers, degrees",
                   degrees * largest_angle(found.within.w, found.literal.w),
                   1);
  return outcome;
}

Outcome literal_finds_the_leading_functions(const Context& context) {
  Outcome outcome;
  const Minimisers found =
      minimisers(kernel::make_toy("nonnormal,case=nonnormal").channel, 2, context.seed);
  outcome.near("largest angle between the minimisers, degrees",
               degrees * largest_angle(found.within.w, found.literal.w),
               0,
               1e-2);
  return outcome;
}

}  // namespace

Claim literal_loss_claim() {
  return {.id = "V7",
          .suite = "losses",
          .statement =
              "sum |T f_i - f_i|^2 and the within-view loss have different minimisers where "
              "T has a negative or complex eigenvalue or is not normal; the within-view "
              "loss finds the leading functions of T*T.",
          .source = "docs/theory.md (2.19)",
          .toy = "two channels of 3 states, the 5-cycle, the Ornstein-Uhlenbeck channel of r = -.9",
          .tolerance = "1e-2 degrees; minima by descent to gradients below 1e-10",
          .measure = minimisers_differ,
          .controls = {
              {"they differ for a self-adjoint positive T too", differ_for_a_positive_operator},
              {"the literal loss finds the leading functions of T*T of a non-normal T",
               literal_finds_the_leading_functions}}};
}

}  // namespace eigenviews::validation
