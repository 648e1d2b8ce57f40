// V1-V3, V23, V24: channels, their kernels, their spectra.
// V3 and V23 have files of their own.
#include <algorithm>
#include <cmath>
#include <optional>

#include "kernel/covariance_kernels.hpp"
#include "kernel/finite_channel.hpp"
#include "kernel/gaussian_channel.hpp"
#include "solver/captured_energy.hpp"
#include "solver/lapack.hpp"
#include "solver/solve.hpp"
#include "theory/eigenvalue_estimator.hpp"
#include "theory/sample_estimators.hpp"
#include "validation/operators_claims.hpp"
#include "validation/random_channels.hpp"
#include "validation/suites.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;

// The kernels by their definitions, entry by entry; `inner` and `outer` are the weights that their
// formulas take for rho_A and rho_X.
MatrixXd backward_by_definition(const MatrixXd& p, const VectorXd& outer, const VectorXd& inner) {
  MatrixXd k = MatrixXd::Zero(p.cols(), p.cols());
  for (Index x = 0; x < p.rows(); ++x) {
    const VectorXd ratio = p.row(x).transpose().cwiseQuotient(inner);
    k += outer[x] * ratio * ratio.transpose();
  }
  return k;
}

MatrixXd forward_by_definition(const MatrixXd& p, const VectorXd& inner) {
  MatrixXd k = MatrixXd::Zero(p.rows(), p.rows());
  for (Index a = 0; a < p.cols(); ++a) {
    const VectorXd ratio = p.col(a) / inner[a];
    k += inner[a] * ratio * ratio.transpose();
  }
  return k;
}

std::vector<Index> range(Index size) {
  std::vector<Index> indices;
  for (Index i = 0; i < size; ++i) indices.push_back(i);
  return indices;
}

double largest(const MatrixXd& difference) { return difference.cwiseAbs().maxCoeff(); }

// Integral operators of the kernels against T*T and TT* as the library composes them.
Outcome kernels_are_the_operators(const Context& context) {
  const FiniteChannel channel = random_channel(7, 11, context.seed);
  const MatrixXd p = channel.dense_p();
  const MatrixXd backward = channel.backward(channel.forward(MatrixXd::Identity(11, 11)));
  const MatrixXd forward = channel.forward(channel.backward(MatrixXd::Identity(7, 7)));
  const MatrixXd dab = backward_by_definition(p, channel.rho_x(), channel.rho_a());
  const MatrixXd daf = forward_by_definition(p, channel.rho_a());
  Outcome outcome;
  outcome.near("largest entry of k_DAB D_A - T*T",
               largest(dab * channel.rho_a().asDiagonal() - backward),
               0,
               rounding);
  outcome.near("largest entry of k_DAF D_X - TT*",
               largest(daf * channel.rho_x().asDiagonal() - forward),
               0,
               rounding);
  outcome.near("largest entry of kernel::backward_kernel - k_DAB",
               largest(kernel::backward_kernel(channel, range(11), range(11)) - dab),
               0,
               rounding * dab.maxCoeff());
  outcome.near("largest entry of kernel::forward_kernel - k_DAF",
               largest(kernel::forward_kernel(channel, range(7), range(7)) - daf),
               0,
               rounding * daf.maxCoeff());
  const kernel::ChannelOperator a(channel);
  MatrixXd product(7, 11), gram(11, 11);
  a.apply(MatrixXd::Identity(11, 11), product);
  a.apply_adjoint(product, gram);
  const VectorXd root = channel.rho_a().cwiseSqrt();
  outcome.near(
      "largest entry of k_DAB - D^{-1/2} A'A D^{-1/2}",
      largest(dab - root.cwiseInverse().asDiagonal() * gram * root.cwiseInverse().asDiagonal()),
      0,
      rounding * dab.maxCoeff());
  return outcome;
}

// The formula with one rho for both spaces, where rho is not stationary.
Outcome one_space_formula(const Context& /*context*/) {
  MatrixXd p(3, 3);
  p << 0.6, 0.4, 0, 0.1, 0.3, 0.6, 0.3, 0.3, 0.4;
  const VectorXd rho = (VectorXd(3) << 0.7, 0.2, 0.1).finished();
  const MatrixXd k = backward_by_definition(p, rho, rho);
  Outcome outcome;
  outcome.near("largest |row sum - 1| of k_DAB D", largest((k * rho).array() - 1), 0, rounding);
  return outcome;
}

Claim v1() {
  return {.id = "V1",
          .suite = "operators",
          .statement =
              "k_DAB is the kernel of T*T, k_DAF that of TT*, and both are A'A and AA' in "
              "L2 coordinates.",
          .source = "docs/theory.md 1; Johnson et al. 2023; HaoChen et al. 2021",
          .toy = "random P, 7 x 11, neither marginal uniform",
          .tolerance = "64 u times the largest entry: sums of 11 products",
          .measure = kernels_are_the_operators,
          .controls = {{"k_DAB with one rho for both spaces fixes constants", one_space_formula}}};
}

// ---- V2 ---------------------------------------------------------------------------------------

using Sizes = std::vector<std::pair<Index, Index>>;  // originals and views of each component

const std::vector<Sizes>& components() {
  static const std::vector<Sizes> all = {{{3, 4}, {4, 3}},
                                         {{3, 4}, {2, 5}, {4, 2}},
                                         {{1, 2}, {5, 3}, {1, 1}, {2, 4}}};
  return all;
}

// A random channel inside each component and a random prior over all originals.
FiniteChannel disconnected(const Sizes& sizes, std::uint64_t seed) {
  Index originals = 0, views = 0;
  for (const auto& [rows, cols] : sizes) originals += rows, views += cols;
  MatrixXd p = MatrixXd::Zero(originals, views);
  Index x = 0, a = 0;
  for (const auto& [rows, cols] : sizes) {
    p.block(x, a, rows, cols) =
        random_channel(rows, cols, seed + static_cast<std::uint64_t>(x)).dense_p();
    x += rows, a += cols;
  }
  return FiniteChannel(p, random_channel(originals, 1, seed).rho_x());
}

solver::SingularTriples all_triples(const FiniteChannel& channel) {
  return solver::solve(kernel::ChannelOperator(channel),
                       {.k = std::min(channel.originals(), channel.views())});
}

double ones(const VectorXd& sigma) {
  return static_cast<double>((sigma.array() > 1 - 1e-10).count());
}

// Sum of rho_X rho_A (p / rho_A - 1)^2.
double chi_square(const FiniteChannel& channel) {
  const MatrixXd ratio = channel.dense_p() * channel.rho_a().cwiseInverse().asDiagonal();
  return channel.rho_x().dot((ratio.array() - 1).square().matrix() * channel.rho_a());
}

// Functions 1 on the views of one component and 0 elsewhere, of norm 1.
MatrixXd component_indicators(const Sizes& sizes, const VectorXd& rho_a) {
  MatrixXd indicators = MatrixXd::Zero(rho_a.size(), static_cast<Index>(sizes.size()));
  Index a = 0;
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    const Index cols = sizes[c].second;
    indicators.col(static_cast<Index>(c))
        .segment(a, cols)
        .setConstant(1 / std::sqrt(rho_a.segment(a, cols).sum()));
    a += cols;
  }
  return indicators;
}

Outcome components_and_chi_square(const Context& context) {
  Outcome outcome;
  for (const Sizes& sizes : components()) {
    const FiniteChannel channel = disconnected(sizes, context.seed);
    const solver::SingularTriples triples = all_triples(channel);
    const auto count = static_cast<Index>(sizes.size());
    const std::string of = std::to_string(count) + " components: ";
    outcome.near(of + "number of sigma = 1", ones(triples.sigma), static_cast<double>(count), 0);
    const double chi = chi_square(channel);
    outcome.near(of + "sum of s_i, i >= 2",
                 triples.sigma.tail(triples.sigma.size() - 1).squaredNorm(),
                 chi,
                 rounding * (1 + chi));
    const MatrixXd v =
        channel.rho_a().cwiseSqrt().cwiseInverse().asDiagonal() * triples.v.leftCols(count);
    const auto energy = solver::captured_energy(v,
                                                component_indicators(sizes, channel.rho_a()),
                                                VectorXd::Ones(count),
                                                {range(count)},
                                                channel.rho_a(),
                                                count);
    outcome.near(of + "energy of their indicators in the span of v_1, ...",
                 energy.clusters.front().captured,
                 1,
                 1e-10);
  }
  return outcome;
}

// One hundredth of the first row moved to a view of the second component.
Outcome joined_components(const Context& context) {
  const Sizes& sizes = components()[1];
  const FiniteChannel apart = disconnected(sizes, context.seed);
  MatrixXd p = apart.dense_p();
  p.row(0) *= 0.99;
  p(0, sizes[0].second) += 0.01;
  Outcome outcome;
  outcome.near("number of sigma = 1",
               ones(all_triples(FiniteChannel(p, apart.rho_x())).sigma),
               3,
               0);
  return outcome;
}

Outcome chi_square_with_the_constant(const Context& context) {
  const FiniteChannel channel = disconnected(components()[1], context.seed);
  const double chi = chi_square(channel);
  Outcome outcome;
  outcome.near("sum of s_i, i >= 1",
               all_triples(channel).sigma.squaredNorm(),
               chi,
               rounding * (1 + chi));
  return outcome;
}

Claim v2() {
  return {.id = "V2",
          .suite = "operators",
          .statement =
              "sigma = 1 comes once for each connected component, and the other s_i add "
              "up to chi^2(p(x,a) || rho_X rho_A).",
          .source = "docs/theory.md 1.5 and 1.6",
          .toy = "random channels in 2, 3 and 4 blocks",
          .tolerance =
              "sigma = 1 to 1e-10, far from random second values; sums 64 u; energies "
              "1e-10, rounding over the gap to the next value",
          .measure = components_and_chi_square,
          .controls = {
              {"one entry between two of three components leaves three of sigma = 1",
               joined_components},
              {"all s_i, the constant's included, add up to chi^2", chi_square_with_the_constant}}};
}

// ---- V24 --------------------------------------------------------------------------------------

constexpr Index star_originals = 5, star_views = 3;

// The channel of the sample itself: each original takes its own m views, 1/m each; views that
// coincide are one.
FiniteChannel empirical_channel(const MatrixXd& points, Index views) {
  const Index originals = points.cols() / views;
  std::vector<Index> first;  // of each different view
  MatrixXd p = MatrixXd::Zero(originals, points.cols());
  for (Index t = 0; t < points.cols(); ++t) {
    std::size_t state = 0;
    while (state < first.size() && points.col(first[state]) != points.col(t)) ++state;
    if (state == first.size()) first.push_back(t);
    p(t / views, static_cast<Index>(state)) += 1 / static_cast<double>(views);
  }
  return FiniteChannel(p.leftCols(static_cast<Index>(first.size())));
}

// Views of five points on a line.
MatrixXd sampled_points(std::uint64_t seed) {
  const kernel::GaussianChannel channel(
      data::RowMatrix(VectorXd::LinSpaced(star_originals, -1, 1)),
      kernel::parse_augmentation("gaussian:sigma=0.5", std::nullopt, /*dimension=*/1));
  return kernel::sample_views(channel, kernel::Estimator::stratified, star_views, seed).points;
}

// All eigenvalues of T*T on the views, descending.
VectorXd backward_spectrum(const FiniteChannel& channel) {
  const MatrixXd a = kernel::to_dense(kernel::ChannelOperator(channel));
  return solver::symmetric_eigen(a.transpose() * a).values.reverse();
}

Outcome stars(const Context& context) {
  const MatrixXd points = sampled_points(context.seed);
  const FiniteChannel channel = empirical_channel(points, star_views);
  const VectorXd s = backward_spectrum(channel);
  VectorXd exact = VectorXd::Zero(star_originals * star_views);
  exact.head(star_originals).setOnes();
  Outcome outcome;
  outcome.near("views that do not coincide", static_cast<double>(s.size()), 15, 0);
  if (s.size() != exact.size()) return outcome;
  outcome.near("largest error of the eigenvalues of T*T", largest(s - exact), 0, rounding);
  outcome.near("largest error of theory::star_spectrum",
               largest(theory::star_spectrum(star_originals, star_views) - exact),
               0,
               0);
  const MatrixXd constant_on_stars = random_matrix(star_originals, 2, context.seed)
                                         .replicate(1, star_views)
                                         .transpose()
                                         .reshaped(2, star_originals * star_views)
                                         .transpose();
  outcome.near("invariance term of functions constant on stars",
               theory::invariance_estimate(constant_on_stars, star_views),
               0,
               rounding);
  outcome.curves.push_back({.label = "empirical T*T, no two views alike",
                            .x_label = "index",
                            .y_label = "s",
                            .x = VectorXd::LinSpaced(15, 1, 15),
                            .predicted = exact,
                            .measured = s});
  return outcome;
}

Outcome shared_view(const Context& context) {
  MatrixXd points = sampled_points(context.seed);
  points.col(star_views) = points.col(0);
  Outcome outcome;
  outcome.near("number of s = 1",
               ones(backward_spectrum(empirical_channel(points, star_views))),
               static_cast<double>(star_originals),
               0);
  return outcome;
}

Claim v24() {
  return {.id = "V24",
          .suite = "operators",
          .statement =
              "Where no two sampled views coincide the empirical T*T has the eigenvalue "
              "1 n times and 0 n(m-1) times, whatever the channel.",
          .source = "docs/theory.md 5",
          .toy = "5 points on a line, 3 Gaussian views each",
          .tolerance = "64 u: entries are 1/3 and 1/5",
          .measure = stars,
          .controls = {{"the same where two originals share one view", shared_view}}};
}

}  // namespace

std::vector<Claim> operator_claims() { return {v1(), v2(), v3(), v23(), v24()}; }

}  // namespace eigenviews::validation
