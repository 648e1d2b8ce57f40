#include "solver/choose_solver.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/memory.hpp"

namespace eigenviews::solver {

namespace {

constexpr double double_bytes = 8;

// LAPACK's two-sided reductions run at less than half the speed of a matrix product, and products
// with a block of 16 columns at about two thirds (both measured in bench/).
constexpr double lapack_slowdown = 2.2;
constexpr double block_slowdown = 1.5;

// Krylov columns until k triples are there, measured on image channels for k from 16 to 64.
constexpr double columns_a_triple = 3.5;
constexpr double columns_a_lane = 9;

double krylov_columns(Index k, Index block) {
  return columns_a_triple * static_cast<double>(k) + columns_a_lane * static_cast<double>(block);
}

}  // namespace

Index default_block(const kernel::LinearOperator& a, Index k) {
  constexpr Index narrowest = 8, usual = 16, widest = 32;
  // columns(b) (2 multiply_adds + overhead / b) is least at:
  const double sweeps_cost = a.sweep_overhead() / (2 * a.multiply_adds());
  const double best =
      std::sqrt(columns_a_triple * static_cast<double>(k) * sweeps_cost / columns_a_lane);
  const auto wide = std::clamp(static_cast<Index>(best) / 8 * 8, usual, widest);
  return std::min(std::min(a.rows(), a.cols()), std::clamp(k + 4, narrowest, wide));
}

Index default_basis(Index k, Index block) { return std::max(8 * k, k + 20 * block); }

Prediction predict_dense(const kernel::LinearOperator& a) {
  const auto n = static_cast<double>(std::min(a.rows(), a.cols()));
  const auto m = static_cast<double>(std::max(a.rows(), a.cols()));
  Prediction prediction;
  prediction.work = n * a.multiply_adds() + lapack_slowdown * (3 * m * n * n + 10 * n * n * n);
  prediction.bytes = double_bytes * (3 * m * n + 8 * n * n);
  return prediction;
}

Prediction predict_block_krylov(const kernel::LinearOperator& a, Index k) {
  const Index shorter = std::min(a.rows(), a.cols());
  const auto n = static_cast<double>(shorter);
  const auto m = static_cast<double>(std::max(a.rows(), a.cols()));
  const Index block_columns = default_block(a, k);
  const auto block = static_cast<double>(block_columns);
  const double columns = std::min(n, krylov_columns(k, block_columns));
  const double sweeps = columns / block + 2;
  Prediction prediction;
  constexpr double ritz_cubes = 14;  // three Rayleigh-Ritz checks on the basis, 4 to 5 cubes each
  constexpr double step = 2e7;       // small LAPACK calls and threads started, half a millisecond
  prediction.work = block_slowdown * 2 * a.multiply_adds() * (columns + static_cast<double>(k)) +
                    (a.sweep_overhead() + step) * sweeps + 4 * n * columns * columns +
                    lapack_slowdown * ritz_cubes * columns * columns * columns +
                    4 * m * static_cast<double>(k * k);
  const double wanted = static_cast<double>(k);
  const double basis = std::min(n, static_cast<double>(default_basis(k, block_columns))) + block;
  prediction.bytes =
      double_bytes * (3 * n * basis + 3 * basis * basis + 3 * (m + n) * (wanted + block));
  return prediction;
}

Choice choose_solver(const kernel::LinearOperator& a, const SolverOptions& options) {
  const Prediction dense = predict_dense(a);
  const Prediction krylov = predict_block_krylov(a, options.k);
  const auto available = static_cast<double>(core::available_memory_bytes());
  constexpr double gib = 1024.0 * 1024.0 * 1024.0;
  switch (options.kind) {
    case SolverKind::dense:
      core::require_memory("the dense solver", dense.bytes, "use --solver block-krylov");
      return {SolverKind::dense, "asked for"};
    case SolverKind::block_krylov:
      core::require_memory("the block-krylov solver", krylov.bytes, "ask for fewer triples");
      return {SolverKind::block_krylov, "asked for"};
    case SolverKind::spectra:
      core::require_memory("the spectra solver", krylov.bytes, "ask for fewer triples");
      return {SolverKind::spectra, "asked for"};
    case SolverKind::automatic:
      break;
  }
  if (std::min(dense.bytes, krylov.bytes) > available) {
    core::require_memory("the eigenproblem",
                         std::min(dense.bytes, krylov.bytes),
                         "ask for fewer triples or fewer originals");
  }
  const bool use_dense = dense.work <= krylov.work && dense.bytes <= available;
  return {use_dense ? SolverKind::dense : SolverKind::block_krylov,
          fmt::format("auto: predicted {:.1e} multiply-adds and {:.2f} GiB dense, "
                      "{:.1e} and {:.2f} GiB block-krylov",
                      dense.work,
                      dense.bytes / gib,
                      krylov.work,
                      krylov.bytes / gib)};
}

}  // namespace eigenviews::solver
