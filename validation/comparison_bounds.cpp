// The perturbation bounds of V27 on random channels, and Ritz values of mixed features.
#include <algorithm>
#include <cmath>

#include "core/random.hpp"
#include "kernel/finite_channel.hpp"
#include "solver/lapack.hpp"
#include "solver/pencil.hpp"
#include "solver/perturbation_bounds.hpp"
#include "solver/principal_angles.hpp"
#include "validation/comparison_claims.hpp"
#include "validation/random_channels.hpp"
#include "validation/statistics.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index originals = 10, views = 14;
constexpr double rounding = 1e-12;
constexpr std::uint32_t size_op = 121;  // a free operation number of core::StreamKey

struct Spectrum {
  VectorXd s;
  MatrixXd v;  // views x originals, L2 coordinates
};

Spectrum exact_spectrum(const kernel::LinearOperator& a) {
  const solver::ThinSvd svd = solver::thin_svd(kernel::to_dense(a));
  return {svd.sigma.cwiseAbs2(), svd.v};
}

// What is wrong at worst, over all perturbations.
struct Worst {
  double davis_kahan = 0;  // |sin Theta|_F / bound
  double residual = 0;     // likewise
  double deficit = 0;      // sum (s - theta) / bound
  double negative = 0;     // -sum (s - theta)
  double formula = 0;      // |bound / formula written out - 1|
};

// B + E with E symmetric and its size between 1e-4 and 5e-2.
MatrixXd perturbation(core::Stream& stream, std::uint64_t seed) {
  const MatrixXd normal = random_matrix(views, views, seed);
  return (normal + normal.transpose()) * std::pow(10, -4 + 2.7 * stream.uniform());
}

double relative(double value, double exact) { return std::abs(value / exact - 1); }

void compare(const kernel::LinearOperator& a,
             const Spectrum& exact,
             const MatrixXd& e,
             Index d,
             Worst& worst) {
  const MatrixXd b = exact.v * exact.s.asDiagonal() * exact.v.transpose();
  const MatrixXd q = solver::symmetric_eigen(b + e).vectors.rightCols(d);
  const VectorXd uniform = VectorXd::Constant(views, 1.0 / views);
  const double sine = solver::principal_angles(q, exact.v.leftCols(d), uniform)
                          .angles.array()
                          .sin()
                          .matrix()
                          .norm();
  const double s_d = exact.s[d - 1], next = exact.s[d];

  const double spectral = solver::thin_svd(e).sigma[0];
  const double prior = solver::davis_kahan_bound(d, spectral, e.norm(), s_d, next);
  const double root = std::sqrt(static_cast<double>(d));
  worst.davis_kahan = std::max(worst.davis_kahan, sine / prior);
  worst.formula = std::max(worst.formula,
                           relative(prior, 2 * std::min(root * spectral, e.norm()) / (s_d - next)));

  const solver::RitzResidual ritz = solver::ritz_residual(a, q);
  const double residual = (b * q - q * (q.transpose() * b * q)).norm();
  worst.formula = std::max(worst.formula, relative(ritz.frobenius, residual));
  const double theta = ritz.ritz_values[d - 1];
  if (theta > next) {
    const double posterior = solver::residual_bound(ritz.frobenius, theta, next);
    worst.residual = std::max(worst.residual, sine / posterior);
    worst.formula = std::max(worst.formula, relative(posterior, residual / (theta - next)));
  }

  const double deficit = exact.s.head(d).sum() - ritz.ritz_values.sum();
  const double allowed = solver::ritz_deficit_bound(exact.s[0], 0, sine);
  worst.deficit = std::max(worst.deficit, deficit / allowed);
  worst.negative = std::max(worst.negative, -deficit);
  worst.formula = std::max(worst.formula, relative(allowed, exact.s[0] * sine * sine));
}

// Features that mix four exact functions: only the pencil gives their eigenvalues.
void measure_mixed_features(const Context& context, Outcome& outcome) {
  const kernel::FiniteChannel channel = random_channel(originals, views, context.seed);
  const kernel::ChannelOperator a(channel);
  const Spectrum exact = exact_spectrum(a);
  const MatrixXd mixing = random_matrix(4, 4, context.seed + 4);
  const MatrixXd functions =
      channel.rho_a().cwiseSqrt().cwiseInverse().asDiagonal() * exact.v.leftCols(4);
  const auto pencil =
      solver::solve_pencil(a,
                           functions * (2 * MatrixXd::Identity(4, 4) + mixing / mixing.norm()),
                           channel.rho_a());
  outcome.near("pencil of four mixed functions: largest error of s",
               (pencil.ritz_values - exact.s.head(4)).cwiseAbs().maxCoeff(),
               0,
               rounding);
}

}  // namespace

void measure_perturbation_bounds(const Context& context, Outcome& outcome) {
  const Index repeats = context.full ? 2000 : 300;
  core::Stream stream({.seed = context.seed, .op = size_op});
  Worst worst;
  for (Index k = 0; k < repeats; ++k) {
    const std::uint64_t seed = repeat_seed(context.seed, k);
    const kernel::ChannelOperator a(random_channel(originals, views, seed));
    const MatrixXd e = perturbation(stream, seed);
    compare(a, exact_spectrum(a), e, 1 + static_cast<Index>(stream.below(5)), worst);
  }
  outcome.at_most("|sin Theta|_F over the bound from |E|", worst.davis_kahan, 1, rounding);
  outcome.at_most("|sin Theta|_F over the bound from the residual", worst.residual, 1, 1e-9);
  outcome.at_most("sum of s_i - theta_i over its bound", worst.deficit, 1, 1e-6);
  outcome.at_most("sum of theta_i - s_i", worst.negative, 0, rounding);
  outcome.near("largest relative error of the bounds' formulas", worst.formula, 0, 1e-7);
  measure_mixed_features(context, outcome);
}

}  // namespace eigenviews::validation
