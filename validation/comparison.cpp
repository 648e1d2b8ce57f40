// V27 and V28: what subspaces and spectra of features say about the exact ones.
#include <algorithm>
#include <cmath>

#include "solver/captured_energy.hpp"
#include "solver/cka.hpp"
#include "solver/lapack.hpp"
#include "solver/principal_angles.hpp"
#include "validation/comparison_claims.hpp"
#include "validation/random_channels.hpp"
#include "validation/suites.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index points = 40, dim = 5;

// A measure that is not uniform and an orthonormal basis of functions in its L2.
struct Space {
  VectorXd weights;
  MatrixXd basis;
};

Space random_space(std::uint64_t seed) {
  const VectorXd weights = random_channel(points, 1, seed).rho_x();
  const MatrixXd rotation = solver::thin_qr(random_matrix(points, points, seed)).q;
  return {weights, weights.cwiseSqrt().cwiseInverse().asDiagonal() * rotation};
}

// In ascending order.
VectorXd planted_angles() { return (VectorXd(dim) << 1e-10, 1e-6, 1e-3, 0.4, 1.2).finished(); }

// Functions at these angles from the first five of the basis, mixed by a matrix of condition <= 3.
MatrixXd planted(const Space& space, std::uint64_t seed) {
  const VectorXd angles = planted_angles();
  const MatrixXd mixing = random_matrix(dim, dim, seed + 1);
  return (space.basis.leftCols(dim) * angles.array().cos().matrix().asDiagonal() +
          space.basis.middleCols(dim, dim) * angles.array().sin().matrix().asDiagonal()) *
         (2 * MatrixXd::Identity(dim, dim) + mixing / mixing.norm());
}

// The largest |angle - planted| in units of 1e-14 + 1e-5 angle.
double largest_miss(const VectorXd& angles) {
  const VectorXd exact = planted_angles();
  const VectorXd allowed = 1e-14 + 1e-5 * exact.array();
  return (angles - exact).cwiseAbs().cwiseQuotient(allowed).maxCoeff();
}

constexpr double rounding = 1e-12;  // sums over 40 points, conditions below 10

void measure_angles(const Context& context, Outcome& outcome) {
  const Space space = random_space(context.seed);
  const MatrixXd f = planted(space, context.seed);
  const MatrixXd g = space.basis.leftCols(dim);
  const solver::PrincipalAngles found = solver::principal_angles(f, g, space.weights);
  const VectorXd exact = planted_angles();
  outcome.near("angles found", static_cast<double>(found.angles.size()), dim, 0);
  if (found.angles.size() != dim) return;
  outcome.at_most("largest miss of an angle, in units of 1e-14 + 1e-5 angle",
                  largest_miss(found.angles),
                  1);
  const double cosines = exact.array().cos().square().sum();
  outcome.near("mean cos^2", solver::mean_cos2(found, dim), cosines / dim, rounding);
  const auto energy = solver::captured_energy(f,
                                              g,
                                              VectorXd::LinSpaced(dim, 1, 0.5),
                                              {{0}, {1}, {2}, {3}, {4}},
                                              space.weights,
                                              dim);
  outcome.near("sum of captured energies", energy.each.sum(), cosines, rounding);
  outcome.near("largest error of a captured energy",
               (energy.each.array() - exact.array().cos().square()).abs().maxCoeff(),
               0,
               rounding);
  outcome.curves.push_back({.label = "planted principal angles",
                            .x_label = "index",
                            .y_label = "radians",
                            .x = VectorXd::LinSpaced(dim, 1, dim),
                            .predicted = exact,
                            .measured = found.angles,
                            .log_y = true});
}

// Eigenvalues 1, .6 three times, .2; the cluster's functions in another basis of its space.
const std::vector<std::vector<Index>>& clusters() {
  static const std::vector<std::vector<Index>> all = {{0}, {1, 2, 3}, {4}};
  return all;
}

VectorXd degenerate_values() { return (VectorXd(dim) << 1, 0.6, 0.6, 0.6, 0.2).finished(); }

MatrixXd turned_inside_the_cluster(const Space& space, std::uint64_t seed) {
  MatrixXd g = space.basis.leftCols(dim);
  g.middleCols(1, 3) *= solver::thin_qr(random_matrix(3, 3, seed + 2)).q;
  return g;
}

void measure_clusters(const Context& context, Outcome& outcome) {
  const Space space = random_space(context.seed);
  const MatrixXd exact = space.basis.leftCols(dim);
  const MatrixXd turned = turned_inside_the_cluster(space, context.seed);
  const auto whole = solver::captured_energy(turned.middleCols(1, 3),
                                             exact,
                                             degenerate_values(),
                                             clusters(),
                                             space.weights,
                                             4);
  outcome.near("energy of the cluster in its own space, turned",
               whole.clusters[1].captured,
               1,
               rounding);
  const auto cut = solver::captured_energy(turned.leftCols(3),
                                           exact,
                                           degenerate_values(),
                                           clusters(),
                                           space.weights,
                                           3);
  outcome.near("d = 3 cuts the cluster: captured", cut.clusters[1].captured, 2.0 / 3, rounding);
  outcome.near("d = 3 cuts the cluster: expected", cut.clusters[1].expected, 2.0 / 3, rounding);
}

// Linear CKA of functions without their means: mean cos^2 for orthonormal ones, less for the same
// span scaled. Every function carries a constant, which must not count.
void measure_alignment(const Context& context, Outcome& outcome) {
  const Space space = random_space(context.seed);
  MatrixXd centred = space.basis.leftCols(9);
  centred.rowwise() -= space.weights.transpose() * centred;
  const VectorXd root = space.weights.cwiseSqrt();
  const MatrixXd q =
      root.cwiseInverse().asDiagonal() * solver::thin_qr(root.asDiagonal() * centred).q;
  const MatrixXd turned =
      q.leftCols(dim) * solver::thin_qr(random_matrix(dim, dim, context.seed + 3)).q;
  const auto alignment = [&space](const MatrixXd& f, const MatrixXd& g) {
    return solver::linear_cka(f.array() + 0.7, g.array() - 0.4, space.weights);
  };
  outcome.near("CKA of orthonormal bases that share 3 of 5 functions",
               alignment(turned, q.middleCols(2, dim)),
               0.6,
               rounding);
  const VectorXd c = (VectorXd(dim) << 1, 0.8, 0.4, 0.2, 0.05).finished();
  outcome.near("CKA of one span with the scales 1, .8, .4, .2, .05",
               alignment(q.leftCols(dim) * c.asDiagonal(), turned),
               c.squaredNorm() / std::sqrt(dim * c.array().pow(4).sum()),
               rounding);
}

Outcome spaces_are_compared(const Context& context) {
  Outcome outcome;
  measure_angles(context, outcome);
  measure_clusters(context, outcome);
  measure_alignment(context, outcome);
  measure_perturbation_bounds(context, outcome);
  return outcome;
}

// ---- controls ---------------------------------------------------------------------------------

Outcome by_cosine_only(const Context& context) {
  const Space space = random_space(context.seed);
  const VectorXd root = space.weights.cwiseSqrt();
  const MatrixXd q_f = solver::thin_qr(root.asDiagonal() * planted(space, context.seed)).q;
  const MatrixXd q_g = root.asDiagonal() * space.basis.leftCols(dim);
  const VectorXd cosines = solver::thin_svd(q_f.transpose() * q_g).sigma;
  Outcome outcome;
  outcome.at_most("largest miss of an angle, in units of 1e-14 + 1e-5 angle",
                  largest_miss(cosines.cwiseMin(1).array().acos()),
                  1);
  return outcome;
}

Outcome without_weights(const Context& context) {
  const Space space = random_space(context.seed);
  const solver::PrincipalAngles found =
      solver::principal_angles(planted(space, context.seed),
                               space.basis.leftCols(dim),
                               VectorXd::Constant(points, 1.0 / points));
  Outcome outcome;
  outcome.at_most("largest miss of an angle, in units of 1e-14 + 1e-5 angle",
                  largest_miss(found.angles),
                  1);
  return outcome;
}

Outcome function_by_function(const Context& context) {
  const Space space = random_space(context.seed);
  const MatrixXd turned = turned_inside_the_cluster(space, context.seed);
  const VectorXd overlap =
      (space.weights.transpose() * turned.cwiseProduct(space.basis.leftCols(dim))).transpose();
  Outcome outcome;
  outcome.near("smallest |<g_i, v_i>|", overlap.cwiseAbs().minCoeff(), 1, rounding);
  return outcome;
}

Outcome alignment_as_a_distance(const Context& context) {
  const Space space = random_space(context.seed);
  MatrixXd f = space.basis.leftCols(dim);
  f.rowwise() -= space.weights.transpose() * f;
  const VectorXd c = (VectorXd(dim) << 1, 0.8, 0.4, 0.2, 0.05).finished();
  Outcome outcome;
  outcome.near("CKA of one span with two sets of scales",
               solver::linear_cka(f * c.asDiagonal(), f, space.weights),
               1,
               rounding);
  return outcome;
}

Claim v27() {
  return {.id = "V27",
          .suite = "comparison",
          .statement =
              "Weighted principal angles down to 1e-10, captured energies of whole and "
              "cut clusters, and the perturbation bounds are what the closed forms say.",
          .source = "docs/theory.md 6.1, 6.2, 6.4; bounds of solver/perturbation_bounds.hpp",
          .toy = "planted spaces on 40 points with random weights; random channels, 10 x 14",
          .tolerance = "angles 1e-14 + 1e-5 relative, the sine branch; sums over 40 points 1e-12",
          .measure = spaces_are_compared,
          .controls = {{"the cosine alone gives every angle", by_cosine_only},
                       {"weights may be left out", without_weights},
                       {"functions inside a cluster match one by one", function_by_function},
                       {"CKA is 1 wherever the spans agree", alignment_as_a_distance}}};
}

}  // namespace

std::vector<Claim> comparison_claims() { return {v27(), v28()}; }

}  // namespace eigenviews::validation
