// V8-V10: minima of the reformulated loss.
#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <array>

#include "kernel/finite_channel.hpp"
#include "solver/solve.hpp"
#include "theory/minimiser.hpp"
#include "theory/mode_ranges.hpp"
#include "theory/vicreg.hpp"
#include "validation/compare.hpp"
#include "validation/loss_claims.hpp"
#include "validation/minimise.hpp"
#include "validation/modes.hpp"
#include "validation/random_channels.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double moment_tolerance = 1e-5;
constexpr double visible = 1e-2;  // singular values of features that count for the rank

Objective reformulated(const VectorXd& s, double beta) {
  return [s, beta](const MatrixXd& w) { return theory::reformulated_loss(s, beta, w); };
}

Minimised descend(const Objective& objective,
                  Index modes,
                  Index functions,
                  const Context& context) {
  return lowest_minimum(objective,
                        {.modes = modes,
                         .functions = functions,
                         .count = context.full ? 12 : 3,
                         .seed = context.seed});
}

// ---- V8 -----------------------------------------------------------------------------------------

VectorXd modes_with_constant() {
  return (VectorXd(8) << 1, .81, .6561, .4, .25, .1, .03, 0).finished();
}

// W W^T, value and rank of a minimum found by descent against a closed form.
void compare(Outcome& outcome,
             const std::string& name,
             const Minimised& found,
             const theory::Minimum& exact) {
  const MatrixXd moment = padded_diagonal(exact.scales.cwiseAbs2(), found.w.rows());
  outcome.at_most(name + "largest entry of the gradient", found.gradient, 0, gradient_limit);
  outcome.near(name + "largest entry of W W' - diag(c_i^2)",
               largest_entry(found.w * found.w.transpose() - moment),
               0,
               moment_tolerance);
  outcome.near(name + "loss", found.value, exact.loss, 1e-9);
  outcome.near(name + "rank",
               static_cast<double>(rank_above(found.w, visible)),
               static_cast<double>(exact.effective_dim),
               0);
}

constexpr std::array<Index, 4> drawn_modes = {0, 1, 3, 4};

Curve scales_over_beta(Index mode) {
  return {.label = fmt::format("c^2 of mode {}, d = 6", mode + 1),
          .x_label = "beta",
          .y_label = "c^2",
          .log_x = true};
}

// Mode K joins at t_K = (1 - s_K)/2: the ranks 2 % above and below it.
void compare_ranges(Outcome& outcome, const VectorXd& s, const Context& context) {
  constexpr Index functions = 5;
  for (const Index modes : {2, 4}) {
    const double threshold = theory::reformulated_range(s, modes, functions).above;
    for (const double factor : {0.98, 1.02}) {
      const Minimised found =
          descend(reformulated(s, factor * threshold), s.size(), functions, context);
      outcome.near(fmt::format("rank at {} t_{}, d = 5", factor, modes),
                   static_cast<double>(rank_above(found.w, visible)),
                   static_cast<double>(factor < 1 ? modes - 1 : modes),
                   0);
    }
  }
}

Outcome minima_of_the_loss(const Context& context) {
  const VectorXd s = modes_with_constant();
  Outcome outcome;
  for (const Index mode : drawn_modes) outcome.curves.push_back(scales_over_beta(mode));
  for (const double beta : {0.04, 0.12, 0.25, 0.3, 0.5, 2.0, 20.0}) {
    for (const Index d : {2, 4, 6}) {
      const Minimised found = descend(reformulated(s, beta), s.size(), d, context);
      const theory::Minimum exact = theory::reformulated_minimum(s, beta, d);
      compare(outcome, fmt::format("beta = {}, d = {}: ", beta, d), found, exact);
      if (d < 6) continue;
      for (std::size_t i = 0; i < drawn_modes.size(); ++i) {
        const Index mode = drawn_modes[i];
        add_point(outcome.curves[i],
                  beta,
                  exact.scales[mode] * exact.scales[mode],
                  found.w.row(mode).squaredNorm());
      }
    }
  }
  compare_ranges(outcome, s, context);
  // The literal loss of a positive self-adjoint T costs (1 - sigma)^2 where this one costs 1 - s.
  const VectorXd sigma = s.cwiseSqrt();
  const VectorXd as_spectrum = 1 - (1 - sigma.array()).square();
  compare(outcome,
          "literal, beta = 0.1, d = 5: ",
          descend(reformulated(as_spectrum, 0.1), s.size(), 5, context),
          theory::literal_minimum(sigma, 0.1, 5));
  return outcome;
}

double rank_at_quarter(Index functions, const Context& context) {
  const VectorXd s = modes_with_constant();
  const Minimised found = descend(reformulated(s, 0.25), s.size(), functions, context);
  return static_cast<double>(rank_above(found.w, visible));
}

Outcome threshold_at_beta(const Context& context) {
  const VectorXd s = modes_with_constant();
  const auto below = static_cast<double>((1 - s.array() < 0.25).count());
  Outcome outcome;
  outcome.near("rank at beta = .25, d = 4", rank_at_quarter(4, context), below, 0);
  return outcome;
}

Outcome functions_add_modes(const Context& context) {
  Outcome outcome;
  outcome.at_least("rank at beta = .25, d = 8, over that at d = 3",
                   rank_at_quarter(8, context) - rank_at_quarter(3, context),
                   1);
  return outcome;
}

}  // namespace

Claim reformulated_minimum_claim() {
  return {
      .id = "V8",
      .suite = "losses",
      .statement =
          "The minimum of tr(C - C_plus) + beta |C - I|^2 over d features spans v_1, "
          "..., v_d with c_i^2 = max(0, 1 - (1 - s_i)/(2 beta)).",
      .source = "docs/theory.md (2.8) to (2.10), (2.18), (2.19); Theorem 3.1 of arXiv 2312.10725",
      .toy = "S = diag(1, .81, .6561, .4, .25, .1, .03, 0)",
      .tolerance = "gradient below 1e-10, then 1e-5 on W W' and 1e-9 on the loss; ranks equal",
      .measure = minima_of_the_loss,
      .controls = {{"modes with 1 - s < beta are kept", threshold_at_beta},
                   {"at beta = .25 more features than 3 add modes", functions_add_modes}}};
}

namespace {

// ---- V9 -----------------------------------------------------------------------------------------

// The two losses by their definitions, as sums over pairs of views.
struct Definitions {
  double invariance = 0;     // E_plus |f - f'|^2 / 2
  double orthogonality = 0;  // |C - I|^2
  double contrastive = 0;    // -2 E_plus f.f' + E (f.f')^2 over independent views
};

Definitions by_definition(const kernel::FiniteChannel& channel, const MatrixXd& f) {
  const MatrixXd p = channel.dense_p();
  const VectorXd& rho = channel.rho_a();
  const MatrixXd pairs = p.transpose() * channel.rho_x().asDiagonal() * p;  // p_plus(a, b)
  const MatrixXd products = f * f.transpose();
  const MatrixXd c = f.transpose() * rho.asDiagonal() * f;
  Definitions sums;
  for (Index a = 0; a < f.rows(); ++a) {
    for (Index b = 0; b < f.rows(); ++b) {
      sums.invariance += pairs(a, b) * (f.row(a) - f.row(b)).squaredNorm() / 2;
      sums.contrastive +=
          rho[a] * rho[b] * products(a, b) * products(a, b) - 2 * pairs(a, b) * products(a, b);
    }
  }
  sums.orthogonality = (c - MatrixXd::Identity(c.rows(), c.cols())).squaredNorm();
  return sums;
}

struct ChannelFeatures {
  VectorXd s;
  MatrixXd w;  // 6 x 3, coordinates in v_1, ..., v_6
  Definitions losses;
};

ChannelFeatures channel_features(const Context& context) {
  const kernel::FiniteChannel channel = random_channel(6, 9, context.seed);
  const auto triples = solver::solve(kernel::ChannelOperator(channel), {.k = 6});
  const MatrixXd w = random_matrix(6, 3, context.seed);
  const MatrixXd f = channel.rho_a().cwiseSqrt().cwiseInverse().asDiagonal() * triples.v * w;
  return {triples.sigma.cwiseAbs2().cwiseMin(1), w, by_definition(channel, f)};
}

Outcome contrastive_loss(const Context& context) {
  const ChannelFeatures features = channel_features(context);
  const Definitions& exact = features.losses;
  const double rounding = 64 * 2.2e-16 * 81 * (1 + exact.orthogonality);
  const theory::VicregWeights weights{.invariance = 25, .variance = 0, .covariance = 4};
  Outcome outcome;
  outcome.near("L at beta = 1/2, of W",
               theory::reformulated_loss(features.s, 0.5, features.w).value,
               exact.contrastive / 2 + 1.5,
               rounding);
  outcome.near("L_SCL of W, against its sum over pairs",
               theory::spectral_contrastive_loss(features.s, features.w).value,
               exact.contrastive,
               rounding);
  outcome.near("L at beta = 3, of W, against its sum over pairs",
               theory::reformulated_loss(features.s, 3, features.w).value,
               exact.invariance + 3 * exact.orthogonality,
               3 * rounding);
  outcome.near(
      "VICReg with squared variance, 2 lambda L at beta = nu/(2 lambda)",
      2 * 25 * exact.invariance + 4 * exact.orthogonality,
      50 * theory::reformulated_loss(features.s, theory::vicreg_penalised_beta(weights), features.w)
               .value,
      50 * rounding);
  const VectorXd s = modes_with_constant();
  for (const Index d : {2, 5}) {
    const Objective objective = [&](const MatrixXd& w) {
      return theory::spectral_contrastive_loss(s, w);
    };
    compare(outcome,
            fmt::format("minimum of L_SCL, d = {}: ", d),
            descend(objective, s.size(), d, context),
            theory::spectral_contrastive_minimum(s, d));
  }
  return outcome;
}

Outcome contrastive_at_another_beta(const Context& context) {
  const Definitions exact = channel_features(context).losses;
  Outcome outcome;
  outcome.near("L at beta = .4 by its sum over pairs",
               exact.invariance + 0.4 * exact.orthogonality,
               exact.contrastive / 2 + 1.5,
               1e-2);
  return outcome;
}

}  // namespace

Claim spectral_contrastive_claim() {
  return {.id = "V9",
          .suite = "losses",
          .statement =
              "At beta = 1/2, L(F) = L_SCL(F)/2 + d/2 for every F, so that c_i^2 = s_i; "
              "VICReg with a squared variance term is 2 lambda L at beta = nu/(2 lambda).",
          .source = "docs/theory.md (2.11), (2.13); HaoChen et al. 2021",
          .toy = "random W in the span of a random P, 6 x 9; S of V8 for the minima",
          .tolerance = "64 u times the number and size of the terms; minima as in V8",
          .measure = contrastive_loss,
          .controls = {{"the identity holds at beta = .4", contrastive_at_another_beta}}};
}

namespace {

// ---- V10 ----------------------------------------------------------------------------------------

// Eigenvalues, descending, of W W^T on the null space of T, for S = diag(1, .5, 0, 0, 0), d = 4.
struct NullSpace {
  VectorXd moments;
  double gradient = 0;
};

NullSpace null_space(double beta, const Context& context) {
  const VectorXd s = (VectorXd(5) << 1, .5, 0, 0, 0).finished();
  const Minimised found = descend(reformulated(s, beta), 5, 4, context);
  const MatrixXd moment = found.w.bottomRows(3) * found.w.bottomRows(3).transpose();
  return {Eigen::SelfAdjointEigenSolver<MatrixXd>(moment).eigenvalues().reverse(), found.gradient};
}

Outcome surplus_features(const Context& context) {
  Outcome outcome;
  for (const double beta : {2.0, 0.4}) {
    const NullSpace found = null_space(beta, context);
    outcome.at_most(fmt::format("beta = {}: largest entry of the gradient", beta),
                    found.gradient,
                    0,
                    gradient_limit);
    const double c = theory::feature_scales(VectorXd::Zero(1), beta)[0];
    const double exact[] = {c * c, c * c, 0};
    for (Index i = 0; i < 3; ++i) {
      outcome.near(fmt::format("beta = {}: moment {} in ker T", beta, i + 1),
                   found.moments[i],
                   exact[i],
                   moment_tolerance);
    }
  }
  return outcome;
}

Outcome features_stay_in_the_range(const Context& context) {
  Outcome outcome;
  outcome.near("beta = 2: largest moment in ker T",
               null_space(2, context).moments[0],
               0,
               moment_tolerance);
  return outcome;
}

}  // namespace

Claim null_space_claim() {
  return {
      .id = "V10",
      .suite = "losses",
      .statement =
          "Where d > rank T and beta > 1/2, the surplus features are any unit directions "
          "of ker T with c^2 = 1 - 1/(2 beta); for beta <= 1/2 they collapse.",
      .source = "docs/theory.md (2.9); against V(F) in V(G) of arXiv 2312.10725",
      .toy = "S = diag(1, .5, 0, 0, 0), d = 4",
      .tolerance = "gradient below 1e-10, then 1e-5",
      .measure = surplus_features,
      .controls = {{"V(F) is in the closed range of T* at beta = 2", features_stay_in_the_range}}};
}

}  // namespace eigenviews::validation
