#pragma once

#include <string>

#include "kernel/linear_operator.hpp"
#include "solver/solve.hpp"

namespace eigenviews::solver {

/// Predicted work of a solver, in multiply-adds at the speed of a large matrix product, and memory.
struct Prediction {
  double work = 0;
  double bytes = 0;
};

[[nodiscard]] Prediction predict_dense(const kernel::LinearOperator& a);
[[nodiscard]] Prediction predict_block_krylov(const kernel::LinearOperator& a, Index k);

/// Block size for k wanted triples: between 8 and 24, or all of a small space.
[[nodiscard]] Index default_block(Index k, Index size);

struct Choice {
  SolverKind kind;
  std::string reason;
};

/// The solver that `options.kind` names, or for `automatic` the cheaper of dense and block Krylov
/// that fits in memory; `reason` gives the figures.
/// @throws core::InputError  nothing fits in memory: both predictions are told.
[[nodiscard]] Choice choose_solver(const kernel::LinearOperator& a, const SolverOptions& options);

}  // namespace eigenviews::solver
