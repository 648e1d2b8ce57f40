// V21: features in a basis that is not orthonormal.
#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cstdint>

#include "solver/pencil.hpp"
#include "theory/feature_basis.hpp"
#include "theory/minimiser.hpp"
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

constexpr double integrator_tolerance = 1e-10;
constexpr Index size = 6;
constexpr Index functions = 2;

struct Pencil {
  MatrixXd g, m;
  solver::PencilSolution solution;
};

MatrixXd random_rotation(std::uint64_t seed) {
  const Eigen::HouseholderQR<MatrixXd> qr(random_matrix(size, size, seed));
  return qr.householderQ();
}

// The eigenvector of the largest eigenvalue.
MatrixXd top(const MatrixXd& matrix) {
  return Eigen::SelfAdjointEigenSolver<MatrixXd>(matrix).eigenvectors().rightCols(1);
}

// Largest eigenvalue, and the next one over it.
std::pair<double, double> leading(const MatrixXd& matrix) {
  const VectorXd values = Eigen::SelfAdjointEigenSolver<MatrixXd>(matrix).eigenvalues();
  return {values[size - 1], values[size - 2] / values[size - 1]};
}

// G with the eigenvalues 2, 1.2, .8, .6, .5, .4, and M such that the pencil has .9, .6, .45, .3,
// .2, .1.
Pencil random_pencil(std::uint64_t seed) {
  const VectorXd of_g = (VectorXd(size) << 2, 1.2, .8, .6, .5, .4).finished();
  const VectorXd s = (VectorXd(size) << .9, .6, .45, .3, .2, .1).finished();
  const MatrixXd first = random_rotation(2 * seed), second = random_rotation(2 * seed + 1);
  const MatrixXd g = first * of_g.asDiagonal() * first.transpose();
  const MatrixXd root = g.llt().matrixL();
  const MatrixXd m = root * second * s.asDiagonal() * second.transpose() * root.transpose();
  return {g, m, solver::solve_pencil(m, g, 1)};
}

// The first random pencil whose three candidates for the leading direction (of G, of M, of the
// pencil) are at least .6 rad apart, and whose linear phases at beta = 1/2 and 2 have a gap.
Pencil telling_pencil(std::uint64_t seed) {
  for (std::uint64_t i = 0;; ++i) {
    Pencil pencil = random_pencil(1000 * seed + i);
    const MatrixXd of_g = top(pencil.g), of_m = top(pencil.m);
    const MatrixXd of_both = pencil.solution.coefficients.leftCols(1);
    const double apart = std::min(
        {largest_angle(of_g, of_m), largest_angle(of_g, of_both), largest_angle(of_m, of_both)});
    if (apart > .6 && leading(pencil.m).second < .6 &&
        leading(3 * pencil.g + pencil.m).second < .8) {
      return pencil;
    }
  }
}

MatrixXd flow_end(const Pencil& pencil, double beta, const MatrixXd& start, double time) {
  const Flow flow = [&](const MatrixXd& x) -> MatrixXd {
    return theory::feature_flow(x, pencil.g, pencil.m, beta);
  };
  return integrate(flow, start, time, integrator_tolerance);
}

// One feature of size 1e-30 that has grown by e^55: far from the cubic term still.
MatrixXd small_feature(const Pencil& pencil, double beta, const Context& context) {
  const double rate = 2 * leading((2 * beta - 1) * pencil.g + pencil.m).first;
  return flow_end(pencil, beta, 1e-30 * random_matrix(size, 1, context.seed), 55 / rate);
}

void compare_linear_phase(Outcome& outcome, const Pencil& pencil, const Context& context) {
  Curve to_g{.label = "angle of small features to the principal component of G",
             .x_label = "beta",
             .y_label = "radians",
             .log_x = true,
             .log_y = true};
  for (const double beta : {.5, 2.0, 50.0}) {
    const MatrixXd found = small_feature(pencil, beta, context);
    const MatrixXd predicted = top(theory::linear_phase_matrix(pencil.g, pencil.m, beta));
    outcome.near(fmt::format("beta = {}: angle to the top of (2 beta - 1) G + M", beta),
                 largest_angle(found, predicted),
                 0,
                 .02);
    add_point(to_g,
              beta,
              largest_angle(predicted, top(pencil.g)),
              largest_angle(found, top(pencil.g)));
    if (beta == .5) {
      outcome.near("beta = .5: angle to the top of M", largest_angle(found, top(pencil.m)), 0, .02);
    }
    if (beta == 50) {
      outcome.near("beta = 50: angle to the principal component of G",
                   largest_angle(found, top(pencil.g)),
                   0,
                   .05);
    }
  }
  outcome.curves = {to_g};
}

void compare_limit(Outcome& outcome, const Pencil& pencil, const Context& context) {
  for (const double beta : {.5, 3.0}) {
    const MatrixXd end =
        flow_end(pencil, beta, 1e-3 * random_matrix(size, functions, context.seed), 400);
    outcome.near(fmt::format("beta = {}: angle of the limit to the top of the pencil", beta),
                 largest_angle(end, pencil.solution.coefficients.leftCols(functions)),
                 0,
                 1e-4);
    const MatrixXd gram = end.transpose() * pencil.g * end;
    const VectorXd found = Eigen::SelfAdjointEigenSolver<MatrixXd>(gram).eigenvalues().reverse();
    const VectorXd scales =
        theory::feature_scales(pencil.solution.ritz_values.head(functions), beta);
    outcome.near(fmt::format("beta = {}: largest error of the Gram eigenvalues c_i^2", beta),
                 largest_entry(found - scales.cwiseAbs2()),
                 0,
                 1e-6);
  }
}

Outcome phases(const Context& context) {
  const Pencil pencil = telling_pencil(context.seed);
  Outcome outcome;
  compare_linear_phase(outcome, pencil, context);
  compare_limit(outcome, pencil, context);
  return outcome;
}

Outcome principal_components_at_half(const Context& context) {
  const Pencil pencil = telling_pencil(context.seed);
  Outcome outcome;
  outcome.near("beta = .5: angle to the principal component of G",
               largest_angle(small_feature(pencil, .5, context), top(pencil.g)),
               0,
               .05);
  return outcome;
}

Outcome pencil_from_the_start(const Context& context) {
  const Pencil pencil = telling_pencil(context.seed);
  Outcome outcome;
  outcome.near(
      "beta = .5: angle of small features to the top of the pencil",
      largest_angle(small_feature(pencil, .5, context), pencil.solution.coefficients.leftCols(1)),
      0,
      .05);
  return outcome;
}

}  // namespace

Claim feature_basis_claim() {
  return {.id = "V21",
          .suite = "dynamics",
          .statement =
              "Small features grow along the top of (2 beta - 1) G + M, which is M at beta = "
              "1/2 and G for large beta; the limit is the top of the pencil M v = s G v "
              "with the scales c_i.",
          .source = "docs/theory.md (3.8), (3.9); Simon et al. 2023",
          .toy = "random pencil of 6 features whose leading directions are .6 rad apart",
          .tolerance =
              ".02 rad in the linear phase, .05 to G at beta = 50; 1e-4 rad and 1e-6 in the "
              "limit",
          .measure = phases,
          .controls = {{"small features follow the principal components of G at beta = 1/2",
                        principal_components_at_half},
                       {"small features follow the pencil from the start", pencil_from_the_start}}};
}

}  // namespace eigenviews::validation
