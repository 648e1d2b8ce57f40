#include "solver/solve.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "solver/block_krylov.hpp"
#include "solver/certificate.hpp"
#include "solver/choose_solver.hpp"
#include "solver/lapack.hpp"
#include "solver/missed_values.hpp"
#include "solver/orthonormalise.hpp"
#include "solver/rayleigh_ritz.hpp"
#include "solver/spectra_solver.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::LinearOperator;

void validate(const LinearOperator& a, const SolverOptions& options) {
  const Index largest = std::min(a.rows(), a.cols());
  if (options.k < 1 || options.k > largest) {
    core::reject(
        "solve",
        fmt::format("k must be in [1, {}], the largest possible rank of a {} x {} operator",
                    largest,
                    a.rows(),
                    a.cols()),
        options.k,
        "ask for fewer singular functions");
  }
  if (!(options.tolerance > 0) || !std::isfinite(options.tolerance)) {
    core::reject("solve", "the tolerance must be > 0 and finite", options.tolerance);
  }
  if (a.local_rows().size != a.rows() || a.local_cols().size != a.cols()) {
    core::reject("solve",
                 "this solver needs all rows and columns on one process",
                 fmt::format("{} of {} rows here", a.local_rows().size, a.rows()));
  }
}

void keep(SingularTriples& triples, Index count) {
  triples.sigma.conservativeResize(count);
  triples.u.conservativeResize(Eigen::NoChange, count);
  triples.v.conservativeResize(Eigen::NoChange, count);
  triples.residuals.conservativeResize(count);
}

// Of u and -u the one with the larger sum, so that the constant function is positive.
void fix_signs(SingularTriples& triples) {
  for (Index i = 0; i < triples.sigma.size(); ++i) {
    if (triples.u.col(i).sum() >= 0) continue;
    triples.u.col(i) *= -1;
    triples.v.col(i) *= -1;
  }
}

// Cuts the triples after the cluster of the k-th, then bounds, clusters and verdict.
void finish(const LinearOperator& a,
            const SolverOptions& options,
            double next_sigma,
            SingularTriples& triples) {
  const double floor = rounding_floor(a.product_epsilon());
  const VectorXd linear = 2 * triples.sigma.array() * triples.residuals.array() +
                          triples.residuals.array().square() + floor;
  const Index count = complete_cluster(triples.sigma.cwiseAbs2(), linear, options.k);
  if (count < triples.sigma.size()) {
    next_sigma = triples.sigma[count];
    keep(triples, count);
  }
  fix_signs(triples);
  certify(triples, next_sigma, options.tolerance, a.product_epsilon());
}

SingularTriples solve_dense(const LinearOperator& a, const SolverOptions& options) {
  core::report(options.progress, {"dense", 0, 0, "LAPACK dgesdd"});
  const MatrixXd entries = kernel::to_dense(a);
  ThinSvd svd = thin_svd(entries);
  SingularTriples triples;
  triples.sigma = std::move(svd.sigma);
  triples.u = std::move(svd.u);
  triples.v = std::move(svd.v);
  const VectorXd floor = VectorXd::Constant(triples.sigma.size(), rounding_floor(0x1p-52));
  const Index count = std::min(triples.sigma.size(),
                               complete_cluster(triples.sigma.cwiseAbs2(), floor, options.k) + 1);
  keep(triples, count);  // one more than needed: the gap below is then known
  const MatrixXd forward = entries * triples.v - triples.u * triples.sigma.asDiagonal();
  const MatrixXd adjoint = entries.transpose() * triples.u - triples.v * triples.sigma.asDiagonal();
  triples.residuals = forward.colwise().norm().cwiseMax(adjoint.colwise().norm());
  triples.operator_applications = std::min(a.rows(), a.cols());
  triples.iterations = 1;
  return triples;
}

// What the iterative solvers share: a space of left vectors and the value after it.
struct Candidates {
  MatrixXd u;
  double next_value = 0;
  bool converged = false;
  Index steps = 0;
  Index applications = 0;
  std::string note;
};

SymmetricPairs iterate(const SymmetricOperator& b,
                       SolverKind kind,
                       const SolverOptions& options,
                       double product_epsilon,
                       MatrixXd start) {
  const double floor = rounding_floor(product_epsilon);
  if (kind == SolverKind::spectra) {
    return spectra_pairs(b,
                         {.k = options.k,
                          .tolerance = options.tolerance,
                          .floor = floor,
                          .max_restarts = options.max_steps,
                          .seed = options.seed,
                          .progress = options.progress});
  }
  BlockKrylovOptions krylov;
  krylov.k = options.k;
  krylov.block = options.block;
  krylov.max_steps = options.max_steps;
  krylov.tolerance = options.tolerance;
  krylov.floor = floor;
  krylov.seed = options.seed;
  krylov.start = std::move(start);
  krylov.progress = options.progress;
  return block_krylov(b, krylov);
}

Index largest_cluster(const VectorXd& values, const VectorXd& bounds) {
  Index largest = 0;
  for (const auto& cluster : find_clusters(values, bounds)) {
    largest = std::max(largest, static_cast<Index>(cluster.size()));
  }
  return largest;
}

// Adds copies that the iteration could have missed: always looked for after Spectra, and after
// block Krylov where a cluster has reached the block size.
void add_missed(const SymmetricOperator& b,
                SolverKind kind,
                const SolverOptions& options,
                const SymmetricPairs& pairs,
                double margin,
                Candidates& found) {
  const Index count = found.u.cols();
  const VectorXd bounds = (pairs.residuals.head(count).array() + margin).matrix();
  const Index largest = largest_cluster(pairs.values.head(count), bounds);
  if (kind == SolverKind::block_krylov && largest < options.block) {
    found.note = fmt::format("largest cluster {} < block {}: no copy can be missing",
                             largest,
                             options.block);
    return;
  }
  const double cut = pairs.values[count - 1];
  const MatrixXd missed =
      find_missed(b, found.u, cut, bounds[count - 1] + margin, options.tolerance, options.seed);
  found.note = missed.cols() == 0
                   ? std::string("random-block check: no value missing")
                   : fmt::format("random-block check found {} missed values", missed.cols());
  found.u.conservativeResize(Eigen::NoChange, count + missed.cols());
  found.u.rightCols(missed.cols()) = missed;
}

Candidates find_candidates(const LinearOperator& a,
                           SolverKind kind,
                           SolverOptions options,
                           MatrixXd start) {
  const NormalOperator b(a);
  if (options.block == 0) options.block = default_block(a, options.k);
  const double margin = rounding_floor(a.product_epsilon());
  SymmetricPairs pairs = iterate(b, kind, options, a.product_epsilon(), std::move(start));
  const bool broke_down = kind == SolverKind::spectra && pairs.converged < options.k;
  if (broke_down) {  // Lanczos does where the rank is below its basis; never a result
    kind = SolverKind::block_krylov;
    pairs = iterate(b, kind, options, a.product_epsilon(), {});
  }
  const VectorXd bounds = (pairs.residuals.array() + margin).matrix();
  const Index available = pairs.values.size();
  const Index count =
      std::min(available, complete_cluster(pairs.values, bounds, std::min(options.k, available)));
  Candidates found;
  found.u = pairs.vectors.leftCols(count);
  found.next_value = count < available ? pairs.values[count] : 0;
  found.converged = pairs.converged >= options.k;
  found.steps = pairs.steps;
  if (found.converged) add_missed(b, kind, options, pairs, margin, found);
  if (broke_down) found.note = "Spectra did not converge, block-krylov took over; " + found.note;
  found.applications = 2 * b.applications();
  return found;
}

// Vectors of A A^T are found up to rounding / sigma^2, which leaves residuals of rounding / sigma.
// One step with A itself, largest values first in the QR decomposition, brings them down to
// rounding.
SingularTriples refined(const LinearOperator& a, const SingularTriples& triples) {
  MatrixXd av(a.rows(), triples.v.cols());
  a.apply(triples.v, av);
  SingularTriples again = rayleigh_ritz(a, thin_qr(av).q);
  again.operator_applications += av.cols();
  return again;
}

SingularTriples solve_iteratively(const LinearOperator& a,
                                  SolverKind kind,
                                  const SolverOptions& options) {
  const bool loose = options.tolerance >= single_precision_tolerance;
  const bool single = loose && a.single_precision() != nullptr;
  SolverOptions first = options;
  if (single) first.tolerance /= 2;  // what single precision calls converged must be so in double
  Candidates found = find_candidates(single ? *a.single_precision() : a, kind, first, {});
  Index applications = found.applications;
  Index steps = found.steps;
  SingularTriples triples = rayleigh_ritz(a, orthonormalise(MatrixXd(a.rows(), 0), found.u));
  applications += triples.operator_applications;
  finish(a, options, std::sqrt(std::max(found.next_value, 0.0)), triples);
  if (single && !triples.converged) {  // go on in double precision from where single ended
    found = find_candidates(a, kind, options, triples.u);
    steps += found.steps;
    triples = rayleigh_ritz(a, found.u);
    applications += found.applications + triples.operator_applications;
    finish(a, options, std::sqrt(std::max(found.next_value, 0.0)), triples);
  }
  if (found.converged && triples.residuals.maxCoeff() > options.tolerance) {
    triples = refined(a, triples);
    applications += triples.operator_applications;
    finish(a, options, std::sqrt(std::max(found.next_value, 0.0)), triples);
  }
  triples.converged = triples.converged && found.converged && triples.sigma.size() >= options.k;
  triples.iterations = steps;
  triples.operator_applications = applications;
  triples.reason = found.note;
  if (single) triples.reason += "; steps in single precision, Rayleigh-Ritz in double";
  return triples;
}

SingularTriples solve_wide(const LinearOperator& a, const SolverOptions& options) {
  Choice choice = choose_solver(a, options);
  const bool no_room_for_lanczos = choice.kind == SolverKind::spectra && options.k >= a.rows();
  if (no_room_for_lanczos) {
    choice = {SolverKind::dense, "spectra needs k below the rank possible, so dense was used"};
  }
  SingularTriples triples;
  if (choice.kind == SolverKind::dense) {
    triples = solve_dense(a, options);
    finish(a, options, 0, triples);
    triples.solver = "dense";
  } else {
    triples = solve_iteratively(a, choice.kind, options);
    triples.solver = choice.kind == SolverKind::spectra ? "spectra" : "block-krylov";
  }
  triples.reason = choice.reason + (triples.reason.empty() ? "" : "; " + triples.reason);
  return triples;
}

}  // namespace

SolverKind solver_kind(const std::string& name) {
  if (name == "auto") return SolverKind::automatic;
  if (name == "dense") return SolverKind::dense;
  if (name == "block-krylov") return SolverKind::block_krylov;
  if (name == "spectra") return SolverKind::spectra;
  if (name == "slepc") {
    core::reject("--solver",
                 "slepc is not built in this version",
                 name,
                 "use auto, dense, block-krylov or spectra");
  }
  core::reject_unknown("--solver",
                       "solver",
                       name,
                       {"auto", "dense", "block-krylov", "spectra", "slepc"});
}

SingularTriples solve(const LinearOperator& a, const SolverOptions& options) {
  validate(a, options);
  if (a.rows() <= a.cols()) return solve_wide(a, options);
  const kernel::TransposedOperator transposed(a);
  SingularTriples triples = solve_wide(transposed, options);
  std::swap(triples.u, triples.v);
  return triples;
}

}  // namespace eigenviews::solver
