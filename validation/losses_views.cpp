// V14: the reference multi-view Barlow Twins loss, in the population.
#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "solver/solve.hpp"
#include "theory/barlow_twins.hpp"
#include "theory/view_means.hpp"
#include "validation/batches.hpp"
#include "validation/compare.hpp"
#include "validation/loss_claims.hpp"
#include "validation/minimise.hpp"
#include "validation/modes.hpp"
#include "validation/random_channels.hpp"
#include "validation/statistics.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::VectorXd;
using theory::FeatureVariance;

constexpr double chance = 2e-6;
constexpr Index views[] = {3, 4, 8};
constexpr Index comparisons = 2 * std::ssize(views);

// Columns of mean 0 and standard deviation 1, with n m - 1 in the denominator.
MatrixXd standardised(const MatrixXd& features) {
  const MatrixXd centred = features.rowwise() - features.colwise().mean();
  const double rows = static_cast<double>(features.rows());
  const VectorXd deviations = centred.colwise().norm() / std::sqrt(rows - 1);
  return centred * deviations.cwiseInverse().asDiagonal();
}

// The two terms of the reference loss: over views, the mean of sum_i (1 - c_ii)^2 with c the
// correlations of the view with the mean of all m; off the diagonal, the squares of the
// autocorrelations of that mean.
Vector2d reference_terms(const MatrixXd& features, Index m) {
  const MatrixXd z = standardised(features);
  const Index n = z.rows() / m;
  MatrixXd means(n, z.cols());
  MatrixXd diagonals = MatrixXd::Zero(m, z.cols());
  for (Index i = 0; i < n; ++i) {
    means.row(i) = z.middleRows(i * m, m).colwise().mean();
    diagonals += z.middleRows(i * m, m) * means.row(i).asDiagonal();
  }
  const auto count = static_cast<double>(n);
  const MatrixXd correlations = means.transpose() * means / count;
  const double on = (diagonals.array() / count - 1).square().sum() / static_cast<double>(m);
  return {on, correlations.squaredNorm() - correlations.diagonal().squaredNorm()};
}

// Squares of sample moments are biased by 1/n; twice the value of n originals less the mean of
// those of its halves is not, to that order.
Vector2d extrapolated_terms(const MatrixXd& features, Index m) {
  const Index half = features.rows() / 2;
  return 2 * reference_terms(features, m) - reference_terms(features.topRows(half), m) / 2 -
         reference_terms(features.bottomRows(half), m) / 2;
}

// Three random features of a random channel, centred, of unit variance, and their W in the basis
// of all functions v_i (the channel has as many originals as views).
struct Toy {
  BatchSampler sampler;
  VectorXd s;
  MatrixXd w;
};

Toy toy(std::uint64_t seed) {
  const kernel::FiniteChannel channel = random_channel(7, 7, seed);
  const MatrixXd p = channel.dense_p().array().square();
  const kernel::FiniteChannel peaked(p.rowwise().sum().cwiseInverse().asDiagonal() * p,
                                     channel.rho_x());
  const VectorXd& rho = peaked.rho_a();
  MatrixXd f = random_matrix(7, 3, seed);
  f.rowwise() -= (rho.transpose() * f).eval();
  const VectorXd variances = f.cwiseAbs2().transpose() * rho;
  f *= variances.cwiseSqrt().cwiseInverse().asDiagonal();
  const auto triples = solver::solve(kernel::ChannelOperator(peaked), {.k = 7});
  return {BatchSampler(peaked, f),
          triples.sigma.cwiseAbs2().cwiseMin(1),
          triples.v.transpose() * rho.cwiseSqrt().asDiagonal() * f};
}

// Both terms of the Barlow Twins form with the given spectrum: it is linear in lambda.
Vector2d population_terms(const VectorXd& s, const MatrixXd& w) {
  const double one = theory::barlow_twins_loss(s, 1, w, FeatureVariance::free).value;
  const double two = theory::barlow_twins_loss(s, 2, w, FeatureVariance::free).value;
  return {2 * one - two, two - one};
}

MatrixXd measured_terms(const Toy& toy, Index m, const Context& context) {
  return repeated_means({.repeats = context.full ? 400 : 100,
                         .batches = 1,
                         .seed = context.seed,
                         .op = 160 + static_cast<std::uint32_t>(m)},
                        [&](core::Stream& stream) {
                          return VectorXd(extrapolated_terms(toy.sampler.draw(4000, m, stream), m));
                        });
}

double tolerance(const MatrixXd& repeats) {
  return standard_errors(chance, repeats.rows(), comparisons);
}

// Where mode 2 joins for two features, with the spectrum that m views show.
double rank_near_threshold(Index m, double factor, const Context& context) {
  const VectorXd s = theory::self_inclusive_spectrum(eight_modes(), m);
  const double lambda = factor * theory::barlow_twins_threshold(s, 2, 2);
  const Minimised found = lowest_minimum(
      [&](const MatrixXd& w) {
        return theory::barlow_twins_loss(s, lambda, w, FeatureVariance::unit);
      },
      {.modes = 8, .functions = 2, .count = 4, .seed = context.seed});
  return static_cast<double>(rank_above(unit_columns(found.w), 1e-3));
}

Outcome spectrum_of_m_views(const Context& context) {
  const Toy drawn = toy(context.seed);
  Outcome outcome;
  Curve on{.label = "on the diagonal", .x_label = "views m", .y_label = "sum (1 - c_ii)^2"};
  Curve off{.label = "off the diagonal", .x_label = "views m", .y_label = "sum c_ij^2"};
  for (const Index m : views) {
    const MatrixXd repeats = measured_terms(drawn, m, context);
    const Vector2d exact = population_terms(theory::self_inclusive_spectrum(drawn.s, m), drawn.w);
    const double k = tolerance(repeats);
    compare_means(
        outcome,
        {fmt::format("m = {}: on the diagonal", m), fmt::format("m = {}: off the diagonal", m)},
        repeats,
        exact,
        k);
    for (Index term : {0, 1}) {
      const Estimate found = estimate(repeats.col(term));
      add_point(term == 0 ? on : off,
                static_cast<double>(m),
                exact[term],
                found.mean,
                k * found.standard_error);
    }
  }
  outcome.curves = {on, off};
  for (const auto& [m, threshold] : {std::pair<Index, double>{3, .00265}, {8, .00483}}) {
    outcome.near(
        fmt::format("m = {}: lambda at which mode 2 joins", m),
        theory::barlow_twins_threshold(theory::self_inclusive_spectrum(eight_modes(), m), 2, 2),
        threshold,
        5e-6);
    outcome.near(fmt::format("m = {}: rank at .97 of it", m),
                 rank_near_threshold(m, .97, context),
                 1,
                 0);
    outcome.near(fmt::format("m = {}: rank at 1.03 of it", m),
                 rank_near_threshold(m, 1.03, context),
                 2,
                 0);
  }
  return outcome;
}

Outcome leave_one_out_mean(const Context& context) {
  const Toy drawn = toy(context.seed);
  const MatrixXd repeats = measured_terms(drawn, 3, context);
  Outcome outcome;
  compare_means(outcome,
                {"m = 3: on the diagonal", "m = 3: off the diagonal"},
                repeats,
                population_terms(drawn.s, drawn.w),
                tolerance(repeats));
  return outcome;
}

}  // namespace

Claim reference_loss_claim() {
  return {.id = "V14",
          .suite = "losses",
          .statement =
              "The reference multi-view Barlow Twins loss for m > 2 views is that of S_m = "
              "I/m + (1 - 1/m) S, so its lambda is not that of two views.",
          .source = "docs/theory.md (2.2), (2.17); github.com/kumarkrishna/fastssl",
          .toy = "random P, 7 x 7, three random features; batches of 4000 originals",
          .tolerance =
              "k standard errors over 100 batches, k from Student's distribution for a "
              "chance of 2e-6 in all; the bias of order 1/n extrapolated away",
          .false_alarm = chance,
          .measure = spectrum_of_m_views,
          .controls = {{"a view is held against the mean of the other views: S in place of S_m",
                        leave_one_out_mean}}};
}

}  // namespace eigenviews::validation
