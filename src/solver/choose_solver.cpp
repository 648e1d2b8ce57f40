#include "solver/choose_solver.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/errors.hpp"
#include "core/memory.hpp"

namespace eigenviews::solver {

namespace {

constexpr double double_bytes = 8;

// LAPACK's two-sided reductions run at less than half the speed of a matrix product, and products
// with a block of 24 columns at about two thirds (both measured in bench/).
constexpr double lapack_slowdown = 2.2;
constexpr double block_slowdown = 1.5;

// Krylov columns until k triples are there, from the spectra met in validation: 6 k and a few
// blocks more.
double krylov_columns(Index k, Index block) {
  return 6 * static_cast<double>(k) + 6 * static_cast<double>(block);
}

}  // namespace

Index default_block(Index k, Index size) {
  constexpr Index widest = 24;  // wider blocks multiply faster but converge in more columns
  if (getenv("EVB")) {
    return atoi(getenv("EVB"));
  }
  return std::min(size, std::max<Index>(8, std::min(widest, k + 4)));
}

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
  const auto block = static_cast<double>(default_block(k, shorter));
  const double columns = std::min(n, krylov_columns(k, default_block(k, shorter)));
  const double sweeps = columns / block + 2;
  Prediction prediction;
  constexpr double ritz_cubes = 14;  // three Rayleigh-Ritz checks on the basis, 4 to 5 cubes each
  prediction.work = block_slowdown * 2 * a.multiply_adds() * (columns + static_cast<double>(k)) +
                    a.sweep_overhead() * sweeps + 4 * n * columns * columns +
                    lapack_slowdown * ritz_cubes * columns * columns * columns +
                    4 * m * static_cast<double>(k * k);
  const double wanted = static_cast<double>(k);
  const double basis = std::min(n, std::max(6 * wanted, wanted + 10 * block)) + block;
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
