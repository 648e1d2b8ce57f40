#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "kernel/linear_operator.hpp"
#include "solver/singular_triples.hpp"

namespace eigenviews::solver {

enum class SolverKind {
  automatic,     ///< the one that the cost model predicts to be fastest and that fits in memory.
  dense,         ///< LAPACK dgesdd on every entry of A.
  block_krylov,  ///< thick-restart block Krylov on the normal operator of the shorter side.
  spectra,       ///< Spectra's single-vector Lanczos, checked for missed copies.
};

/// The names "auto", "dense", "block-krylov", "spectra".
/// @throws core::InputError  unknown name; "slepc" is refused with a line that says it comes later.
[[nodiscard]] SolverKind solver_kind(const std::string& name);

/// From this tolerance on the steps of the iterative solvers are made in single precision where the
/// operator offers it (LinearOperator::single_precision), and the last Rayleigh-Ritz in double:
/// residuals in single precision level off at some epsilons of the products.
inline constexpr double single_precision_tolerance = 8 * 0x1p-23;

struct SolverOptions {
  Index k = 16;  ///< triples wanted, 1 <= k <= min(rows, cols); clusters are completed.
  SolverKind kind = SolverKind::automatic;
  double tolerance = 1e-10;  ///< converged when every residual r_i <= tolerance
  Index block = 0;           ///< block size of block Krylov; 0: default_block().
  Index max_steps = 400;     ///< block products (Krylov) or restarts (Spectra) before giving up.
  std::uint64_t seed = 0;    ///< start vectors.
  core::ProgressListener progress;
};

/// The k leading singular triples of A (more where the k-th value belongs to a larger cluster),
/// with residuals, bounds, clusters and a verdict: see SingularTriples.
///
/// A residual cannot fall below the rounding of the operator's own products: for an operator in
/// single precision ask for 1e-5, which still gives eigenvalues to about 1e-6, because their error
/// is quadratic in the residual.
///
/// @throws core::InputError  k out of range, tolerance not > 0, rows or columns spread over
///                           processes, or more memory needed than there is.
/// Accuracy: bounds are in the result. Cost: in choose_solver's model, predicted in `reason`.
[[nodiscard]] SingularTriples solve(const kernel::LinearOperator& a, const SolverOptions& options);

}  // namespace eigenviews::solver
