#include "solver/missed_values.hpp"

#include <algorithm>

#include "solver/block_krylov.hpp"
#include "solver/orthonormalise.hpp"

namespace eigenviews::solver {

Eigen::MatrixXd find_missed(const SymmetricOperator& b,
                            const Eigen::MatrixXd& u,
                            double cut,
                            double margin,
                            double tolerance,
                            std::uint64_t seed) {
  constexpr Index block = 8;
  constexpr std::uint64_t seed_stride = 0x9E3779B97F4A7C15;  // another start block each round
  Eigen::MatrixXd known = u;
  while (known.cols() < b.size()) {
    const DeflatedOperator deflated(b, known);
    BlockKrylovOptions options;
    options.k = 1;
    options.block = block;
    options.stop_below = cut - margin;
    options.tolerance = tolerance;
    options.floor = std::max(margin, 1e-14);
    options.seed = seed += seed_stride;
    const SymmetricPairs pairs = block_krylov(deflated, options);
    Index found = 0;
    while (found < pairs.converged && pairs.values[found] >= cut - margin) ++found;
    if (found == 0) break;
    const Eigen::MatrixXd fresh = orthonormalise(known, pairs.vectors.leftCols(found));
    if (fresh.cols() == 0) break;
    known.conservativeResize(Eigen::NoChange, known.cols() + fresh.cols());
    known.rightCols(fresh.cols()) = fresh;
  }
  return known.rightCols(known.cols() - u.cols());
}

}  // namespace eigenviews::solver
