#include "compare_subspace/comparison.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "solver/cka.hpp"
#include "solver/effective_rank.hpp"
#include "solver/pencil.hpp"
#include "solver/perturbation_bounds.hpp"
#include "solver/principal_angles.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using solver::WeightedSpace;

void validate(const ExactFunctions& exact,
              const MatrixXd& features,
              const ComparisonOptions& options) {
  if (features.rows() != exact.v.rows()) {
    core::reject("--features",
                 fmt::format("one row for each of the {} views of --eig", exact.v.rows()),
                 fmt::format("{} rows", features.rows()));
  }
  if (!(options.tolerance > 0 && options.tolerance < 1)) {
    core::reject("--tolerance", "must be in (0, 1)", options.tolerance);
  }
  if (options.beta && !(*options.beta > 0 && std::isfinite(*options.beta))) {
    core::reject("--beta", "must be > 0", *options.beta);
  }
}

// Does the constant function lie in the span of the features?
bool holds_constant(const MatrixXd& features, const VectorXd& rho) {
  constexpr double off = 1e-6;
  const WeightedSpace space = solver::weighted_space("compare", "features", features, rho);
  return (space.basis.transpose() * rho.cwiseSqrt()).squaredNorm() >= 1 - off;
}

bool resolve_centring(const MatrixXd& features, const VectorXd& rho, Centring centring) {
  if (centring == Centring::automatic) return !holds_constant(features, rho);
  return centring == Centring::yes;
}

Index resolve_dim(Index features, Index exact, const std::optional<Index>& asked) {
  const Index dim = asked.value_or(std::min(features, exact));
  if (dim < 1 || dim > exact) {
    core::reject("--dim",
                 fmt::format("must be in [1, {}], the exact functions that are known", exact),
                 dim,
                 "run kernel_eig with a larger -k");
  }
  return dim;
}

// Where the cluster that holds function dim - 1 ends.
Index end_of_cluster(const std::vector<std::vector<Index>>& clusters, Index dim) {
  for (const auto& cluster : clusters) {
    if (cluster.back() >= dim - 1) return cluster.back() + 1;
  }
  return dim;
}

void measure_angles(const ExactFunctions& exact, const WeightedSpace& space, Comparison& c) {
  const Index whole = end_of_cluster(exact.clusters, c.dim);
  if (c.rank == 0) return;
  const MatrixXd functions =
      exact.rho_a.cwiseSqrt().cwiseInverse().asDiagonal() * space.basis.leftCols(space.rank);
  const solver::PrincipalAngles angles =
      solver::principal_angles(functions, exact.v.leftCols(whole), exact.rho_a);
  c.angles = angles.angles;
  c.mean_cos2 = solver::mean_cos2(angles, std::max(c.dim, c.angles.size()));
}

void measure_energy(const ExactFunctions& exact, const MatrixXd& features, Comparison& c) {
  const Index whole = end_of_cluster(exact.clusters, c.dim);
  std::vector<std::vector<Index>> clusters;
  for (const auto& cluster : exact.clusters) {
    if (cluster.back() < whole) clusters.push_back(cluster);
  }
  const solver::CapturedEnergy energy = solver::captured_energy(features,
                                                                exact.v.leftCols(whole),
                                                                exact.eigenvalues.head(whole),
                                                                clusters,
                                                                exact.rho_a,
                                                                c.dim);
  c.clusters = energy.clusters;
  c.cluster_alignment = energy.mean_alignment;
  c.lowest_alignment = energy.lowest_alignment;
  if (!c.centred) return;
  for (auto& cluster : c.clusters) {
    for (Index& i : cluster.indices) ++i;
  }
}

// Ritz values, scales and the a posteriori bound on the angles.
void measure_spectrum(const ExactFunctions& exact,
                      const MatrixXd& features,
                      const WeightedSpace& space,
                      const kernel::LinearOperator& op,
                      Comparison& c) {
  const solver::PencilSolution pencil = solver::solve_pencil(op, features, exact.rho_a);
  c.ritz_values = pencil.ritz_values;
  c.feature_scales = pencil.scales;
  const Index whole = end_of_cluster(exact.clusters, c.dim);
  if (c.rank != c.dim || whole != c.dim || whole >= exact.eigenvalues.size()) return;
  const solver::RitzResidual ritz = solver::ritz_residual(op, space.basis.leftCols(space.rank));
  c.angle_bound = solver::residual_bound(ritz.frobenius,
                                         ritz.ritz_values[c.rank - 1],
                                         exact.eigenvalues[whole]);
}

VectorXd predicted_scales(const VectorXd& eigenvalues, double beta) {
  return (1 - (1 - eigenvalues.array()) / (2 * beta)).max(0.0).sqrt();
}

}  // namespace

ExactFunctions without_constant(const ExactFunctions& exact) {
  const Index first = static_cast<Index>(exact.clusters.front().size());
  const Index k = exact.v.cols();
  ExactFunctions rest = exact;
  rest.v.resize(exact.v.rows(), k - 1);
  rest.v.rightCols(k - first) = exact.v.rightCols(k - first);
  if (first > 1) {  // several components: their indicator functions less the constant
    const MatrixXd centred = solver::centred(exact.v.leftCols(first), exact.rho_a);
    const WeightedSpace space =
        solver::weighted_space("compare", "exact functions", centred, exact.rho_a);
    rest.v.leftCols(first - 1) =
        exact.rho_a.cwiseSqrt().cwiseInverse().asDiagonal() * space.basis.leftCols(first - 1);
  }
  rest.eigenvalues = exact.eigenvalues.tail(k - 1);
  rest.clusters.clear();
  for (const auto& cluster : exact.clusters) {
    std::vector<Index> shifted;
    for (const Index i : cluster) {
      if (i > 0) shifted.push_back(i - 1);
    }
    if (!shifted.empty()) rest.clusters.push_back(shifted);
  }
  return rest;
}

Comparison compare(const ExactFunctions& all,
                   const MatrixXd& features,
                   const kernel::LinearOperator* op,
                   const ComparisonOptions& options) {
  validate(all, features, options);
  Comparison c;
  c.features = features.cols();
  c.centred = resolve_centring(features, all.rho_a, options.centring);
  const ExactFunctions exact = c.centred ? without_constant(all) : all;
  const MatrixXd f = c.centred ? solver::centred(features, all.rho_a) : features;
  const WeightedSpace space = solver::weighted_space("compare", "features", f, all.rho_a);
  c.dim = resolve_dim(c.features, exact.v.cols(), options.dim);
  c.rank = space.rank;
  c.eigenvalues = exact.eigenvalues.head(c.dim);
  measure_angles(exact, space, c);
  measure_energy(exact, f, c);
  if (op && c.rank > 0) measure_spectrum(exact, f, space, *op, c);
  if (options.beta) c.predicted_scales = predicted_scales(c.eigenvalues, *options.beta);
  const VectorXd spectrum = space.singular_values.cwiseAbs2();
  c.cka = solver::linear_cka(f, exact.v.leftCols(c.dim), exact.rho_a);
  c.effective_rank = solver::effective_rank(spectrum);
  c.power_law = solver::fit_power_law(spectrum);
  c.aligned = c.rank >= c.dim && c.lowest_alignment > 1 - options.tolerance;
  return c;
}

}  // namespace eigenviews::apps
