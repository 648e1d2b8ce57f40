#pragma once

#include "solver/block_krylov.hpp"
#include "solver/symmetric_operator.hpp"

namespace eigenviews::solver {

struct SpectraOptions {
  Index k = 1;
  double tolerance = 1e-10;  ///< as in BlockKrylovOptions.
  double floor = 1e-14;
  Index max_restarts = 400;
  std::uint64_t seed = 0;
  core::ProgressListener progress;
};

/// The largest eigenpairs of B by Spectra's implicitly restarted Lanczos method (SymEigsSolver),
/// asked for more and more pairs until a gap follows the k-th. Copies of a repeated eigenvalue may
/// be missing: the caller must run find_missed.
/// Needs k < size(). Memory: size x (2 k + 20) doubles.
[[nodiscard]] SymmetricPairs spectra_pairs(const SymmetricOperator& b,
                                           const SpectraOptions& options);

}  // namespace eigenviews::solver
