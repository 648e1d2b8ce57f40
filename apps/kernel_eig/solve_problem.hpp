#pragma once

#include <optional>

#include "kernel_eig/options.hpp"
#include "kernel_eig/problem.hpp"
#include "solver/batch_error.hpp"
#include "solver/solve.hpp"

namespace eigenviews::apps {

struct ProblemSolution {
  solver::SingularTriples triples;
  std::optional<solver::BatchError> sampling;  ///< of the eigenvalues, where views are sampled.
};

/// The k leading triples of a problem with the solver, tolerance and seed of the options.
/// @throws core::InputError  memory, or a k that is not possible.
[[nodiscard]] ProblemSolution solve_problem(const KernelEigOptions& options,
                                            const Problem& problem,
                                            Eigen::Index k,
                                            const core::ProgressListener& progress);

}  // namespace eigenviews::apps
