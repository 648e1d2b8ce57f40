#include "kernel_eig/solve_problem.hpp"

namespace eigenviews::apps {

namespace {

// Views of one original are batches of their own: m views give m independent operators.
std::optional<solver::BatchError> monte_carlo_error(const Problem& problem,
                                                    const solver::SingularTriples& triples) {
  if (!problem.sampled || problem.views->batches < 2) return std::nullopt;
  return solver::batch_error(
      triples.sigma.cwiseAbs2(),
      triples.u,
      [&](Eigen::Index b) { return problem.sampled->batch(b); },
      problem.views->batches);
}

}  // namespace

ProblemSolution solve_problem(const KernelEigOptions& options,
                              const Problem& problem,
                              Eigen::Index k,
                              const core::ProgressListener& progress) {
  ProblemSolution solution;
  solution.triples = solver::solve(*problem.op,
                                   {.k = k,
                                    .kind = solver::solver_kind(options.solver),
                                    .tolerance = options.resolved_tolerance(),
                                    .seed = options.common.seed,
                                    .progress = progress});
  solution.sampling = monte_carlo_error(problem, solution.triples);
  return solution;
}

}  // namespace eigenviews::apps
