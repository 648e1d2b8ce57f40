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

/// Block size of block Krylov for k wanted triples: 8 to 16, up to 32 where a sweep over A costs
/// much beside the products, or all of a small space.
[[nodiscard]] Index default_block(const kernel::LinearOperator& a, Index k);

/// Columns that block Krylov holds before a thick restart: room to converge without one.
[[nodiscard]] Index default_basis(Index k, Index block);

struct Choice {
  SolverKind kind;
  std::string reason;
};

/// The solver that `options.kind` names, or for `automatic` the cheaper of dense and block Krylov
/// that fits in memory; `reason` gives the figures.
/// @throws core::InputError  nothing fits in memory: both predictions are told.
[[nodiscard]] Choice choose_solver(const kernel::LinearOperator& a, const SolverOptions& options);

}  // namespace eigenviews::solver
