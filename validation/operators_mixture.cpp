// V23: a data set with known density of views; B = TT* in L2 coordinates and its estimators.
#include <cmath>
#include <memory>
#include <numbers>
#include <optional>

#include "kernel/covariance_kernels.hpp"
#include "kernel/quadrature.hpp"
#include "kernel/sampled_operator.hpp"
#include "solver/lapack.hpp"
#include "solver/solve.hpp"
#include "theory/mixture_error.hpp"
#include "validation/operators_claims.hpp"
#include "validation/statistics.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::Estimator;
using kernel::GaussianChannel;

constexpr Index originals = 6;
constexpr double noise = 0.4;
constexpr double count = 6;  // originals, as a number

VectorXd points() {
  return (VectorXd(originals) << -3.82993776,
          -0.20694759,
          1.52057911,
          1.57967363,
          2.02821274,
          2.66473696)
      .finished();
}

std::shared_ptr<const GaussianChannel> channel() {
  return std::make_shared<GaussianChannel>(
      data::RowMatrix(points()),
      kernel::parse_augmentation("gaussian:sigma=0.4", std::nullopt, /*dimension=*/1));
}

// By the definitions, on a grid of views: B_ij = N E_{rho_A}[r_i r_j] and E_{rho_A} |r|^4.
struct Exact {
  MatrixXd b;
  double fourth = 0;
};

Exact exact() {
  constexpr Index nodes = 2000;
  const VectorXd x = points();
  const VectorXd a = VectorXd::LinSpaced(nodes, x.minCoeff() - 9 * noise, x.maxCoeff() + 9 * noise);
  const double step = a[1] - a[0];
  Exact result{MatrixXd::Zero(originals, originals)};
  for (const double view : a) {
    const VectorXd joint =  // p(a|x_i) / N
        (-(x.array() - view).square() / (2 * noise * noise)).exp() /
        (count * noise * std::sqrt(2 * std::numbers::pi));
    const double density = joint.sum();
    const VectorXd r = joint / density;
    result.b += count * density * step * r * r.transpose();
    result.fourth += density * step * std::pow(r.squaredNorm(), 2);
  }
  return result;
}

// The views a in the channel's coordinates (it takes the mean of the data away), as columns.
MatrixXd in_coordinates(const VectorXd& a) {
  return (a.array() - points().mean()).matrix().transpose();
}

// B by quadrature of the library's posteriors, `factor` in the place of N.
MatrixXd quadrature_of_posteriors(double factor) {
  const VectorXd x = points();
  const kernel::QuadratureRule rule =
      kernel::trapezoid_rule(400, x.minCoeff() - 9 * noise, x.maxCoeff() + 9 * noise);
  const double length = rule.nodes[rule.nodes.size() - 1] - rule.nodes[0];
  const MatrixXd r = kernel::posteriors(*channel(), in_coordinates(rule.nodes));
  VectorXd mass(rule.nodes.size());
  for (Index t = 0; t < mass.size(); ++t) {
    const auto z = (x.array() - rule.nodes[t]) / noise;
    mass[t] = length * rule.weights[t] * (-z.square() / 2).exp().mean() /
              (noise * std::sqrt(2 * std::numbers::pi));
  }
  return factor * r.transpose() * mass.asDiagonal() * r;
}

MatrixXd estimate_of_b(const std::shared_ptr<const GaussianChannel>& gaussian,
                       Estimator kind,
                       Index views,
                       std::uint64_t seed) {
  const auto drawn =
      std::make_shared<kernel::SampledViews>(kernel::sample_views(*gaussian, kind, views, seed));
  const kernel::SampledOperator a(gaussian, drawn, kernel::Storage::stored);
  MatrixXd b(originals, originals);
  a.apply_normal(MatrixXd::Identity(originals, originals), b);
  return b;
}

// Every entry of B_hat, and |B_hat - B|_F^2 as the last column; one row a repeat.
MatrixXd repeated(Estimator kind,
                  Index views,
                  Index repeats,
                  const MatrixXd& b,
                  std::uint64_t seed) {
  const auto gaussian = channel();
  MatrixXd rows(repeats, b.size() + 1);
  for (Index i = 0; i < repeats; ++i) {
    const MatrixXd drawn = estimate_of_b(gaussian, kind, views, repeat_seed(seed, i));
    rows.row(i) << drawn.reshaped().transpose(), (drawn - b).squaredNorm();
  }
  return rows;
}

constexpr double chance = 1e-7;    // of each statistical check, by Student's distribution
constexpr Index views_each = 20;   // M = 120
constexpr Index comparisons = 40;  // entries of B for two estimators, and the error

Index repeats_for(const Context& context) { return context.full ? 20000 : 3000; }

// The largest |mean - B_ij| in standard errors. The first point is so far from the others that its
// own entry, 1 - 5e-6, and those below 0.01 change with one view in thousands only: their means are
// not normal, and they are left out.
double largest_deviation(const MatrixXd& rows, const MatrixXd& b) {
  double largest = 0;
  for (Index j = 0; j < b.cols(); ++j) {
    for (Index i = j; i < b.rows(); ++i) {
      if (b(i, j) < 0.01 || b(i, j) > 0.99) continue;
      const Estimate entry = estimate(rows.col(j * b.rows() + i));
      largest = std::max(largest, std::abs(entry.mean - b(i, j)) / entry.standard_error);
    }
  }
  return largest;
}

void measure_exact(const Exact& truth, Outcome& outcome) {
  const MatrixXd b = quadrature_of_posteriors(count);
  outcome.near("largest |row sum - 1| of B",
               (b.rowwise().sum().array() - 1).abs().maxCoeff(),
               0,
               1e-9);
  outcome.near("largest entry of B - its definition", (b - truth.b).cwiseAbs().maxCoeff(), 0, 1e-9);
  const VectorXd s = solver::symmetric_eigen(b).values;
  outcome.at_least("smallest eigenvalue of B", s[0], 0, 1e-12);
  outcome.near("largest eigenvalue of B", s[originals - 1], 1, 1e-9);
}

// k_DAF estimated at the originals against the operator built on the same views.
void measure_kernel(const Context& context, Outcome& outcome) {
  const auto gaussian = channel();
  const kernel::SampledViews views =
      kernel::sample_views(*gaussian, Estimator::stratified, views_each, context.seed);
  const data::RowMatrix x(points());
  const MatrixXd k = kernel::forward_kernel(*gaussian, views, x, x);
  const MatrixXd b = estimate_of_b(gaussian, Estimator::stratified, views_each, context.seed);
  outcome.near("largest entry of k_DAF / N - AA' on the same views",
               (k / count - b).cwiseAbs().maxCoeff(),
               0,
               rounding);
}

void measure_error(const Context& context, const Exact& truth, Outcome& outcome) {
  const Index repeats = repeats_for(context);
  const double draws = count * views_each;
  const double k = standard_errors(chance, repeats, comparisons);
  const double one_draw = count * count * truth.fourth - truth.b.squaredNorm();
  outcome.near("plain_mixture_error at M draws, times M",
               draws * theory::plain_mixture_error(originals,
                                                   truth.fourth,
                                                   truth.b.squaredNorm(),
                                                   originals * views_each),
               one_draw,
               rounding * one_draw);
  const MatrixXd plain = repeated(Estimator::plain, views_each, repeats, truth.b, context.seed);
  const MatrixXd stratified =
      repeated(Estimator::stratified, views_each, repeats, truth.b, context.seed);
  outcome.at_most("plain: largest |mean - B_ij| in standard errors",
                  largest_deviation(plain, truth.b),
                  k);
  outcome.at_most("stratified: largest |mean - B_ij| in standard errors",
                  largest_deviation(stratified, truth.b),
                  k);
  const Estimate error = estimate(draws * plain.col(truth.b.size()));
  outcome.near("plain: M E|B_hat - B|_F^2", error.mean, one_draw, k * error.standard_error);
  const Estimate lower = estimate(draws * stratified.col(truth.b.size()));
  outcome.at_most("stratified: M E|B_hat - B|_F^2, below plain", lower.mean, one_draw);
}

// Root mean square of |B_hat - B|_F at M = N m, with its standard error.
Estimate root_error(Estimator kind, Index views, const MatrixXd& b, const Context& context) {
  const Index repeats = context.full ? 6000 : 1500;
  const MatrixXd rows = repeated(kind, views, repeats, b, context.seed + 1);
  const Estimate square = estimate(rows.col(b.size()));
  const double root = std::sqrt(square.mean);
  return {root, square.standard_error / (2 * root)};
}

void measure_rate(const Context& context, const Exact& truth, Outcome& outcome) {
  const std::vector<Index> views = {10, 40, 160};
  const double one_draw = count * count * truth.fourth - truth.b.squaredNorm();
  Curve curve{.label = "plain estimate of B",
              .x_label = "M",
              .y_label = "root mean square of |B_hat - B|_F",
              .x = VectorXd(3),
              .predicted = VectorXd(3),
              .measured = VectorXd(3),
              .error = VectorXd(3),
              .log_x = true,
              .log_y = true};
  for (Index i = 0; i < 3; ++i) {
    const Estimate error =
        root_error(Estimator::plain, views[static_cast<std::size_t>(i)], truth.b, context);
    curve.x[i] = count * static_cast<double>(views[static_cast<std::size_t>(i)]);
    curve.predicted[i] = std::sqrt(one_draw / curve.x[i]);
    curve.measured[i] = error.mean;
    curve.error[i] = error.standard_error;
  }
  for (Index i = 0; i + 1 < 3; ++i) {
    outcome.near("error at M over error at 4 M, M = " + std::to_string(std::lround(curve.x[i])),
                 curve.measured[i] / curve.measured[i + 1],
                 2,
                 0.2);
  }
  outcome.curves.push_back(curve);
}

// A Markov operator whatever the views: top value 1, all sigma in [0, 1].
void measure_self_consistent(const Context& context, Outcome& outcome) {
  const auto gaussian = channel();
  const auto views = std::make_shared<kernel::SampledViews>(
      kernel::sample_views(*gaussian, Estimator::self_consistent, 2, context.seed));
  const auto triples = solver::solve(kernel::SampledOperator(gaussian, views), {.k = originals});
  outcome.near("self-consistent, M = 12: sigma_1", triples.sigma[0], 1, rounding);
  outcome.at_least("self-consistent, M = 12: smallest sigma", triples.sigma.minCoeff(), 0);
}

Outcome mixture_operator(const Context& context) {
  const Exact truth = exact();
  Outcome outcome;
  measure_exact(truth, outcome);
  measure_kernel(context, outcome);
  measure_error(context, truth, outcome);
  measure_rate(context, truth, outcome);
  measure_self_consistent(context, outcome);
  return outcome;
}

// ---- controls ---------------------------------------------------------------------------------

Outcome without_factor(const Context& /*context*/) {
  const MatrixXd b = quadrature_of_posteriors(1);
  Outcome outcome;
  outcome.near("largest |row sum - 1|", (b.rowwise().sum().array() - 1).abs().maxCoeff(), 0, 1e-9);
  return outcome;
}

Outcome stratified_as_plain(const Context& context) {
  const Exact truth = exact();
  const double draws = count * views_each;
  const Index repeats = repeats_for(context);
  const MatrixXd rows = repeated(Estimator::stratified, views_each, repeats, truth.b, context.seed);
  const Estimate error = estimate(draws * rows.col(truth.b.size()));
  Outcome outcome;
  outcome.near("stratified: M E|B_hat - B|_F^2",
               error.mean,
               count * count * truth.fourth - truth.b.squaredNorm(),
               standard_errors(chance, repeats, comparisons) * error.standard_error);
  return outcome;
}

Outcome error_as_inverse(const Context& context) {
  const Exact truth = exact();
  Outcome outcome;
  outcome.near("error at M over error at 4 M",
               root_error(Estimator::plain, 10, truth.b, context).mean /
                   root_error(Estimator::plain, 40, truth.b, context).mean,
               4,
               0.4);
  return outcome;
}

}  // namespace

Claim v23() {
  return {.id = "V23",
          .suite = "operators",
          .statement =
              "For a data set with known density B = N E[r r'] has row sums 1, sampled "
              "views estimate it without bias, and the error falls as 1/sqrt(M).",
          .source = "docs/theory.md 4.1 and 4.2",
          .toy = "6 points on a line, noise 0.4, M = 60 to 960 views",
          .tolerance =
              "1e-9 for quadrature; standard errors from 3000 repeats, as many as make "
              "1e-7 by Student's distribution over 40 comparisons; rates to 10 %",
          .false_alarm = 1e-6,  // ten times the figure, for the skewness of squares
          .measure = mixture_operator,
          .controls = {{"B without the factor N has row sums 1", without_factor},
                       {"stratified views have the error of plain ones", stratified_as_plain},
                       {"the error falls as 1/M", error_as_inverse}}};
}

}  // namespace eigenviews::validation
