#include "compare_subspace/exact_solve.hpp"

#include <algorithm>
#include <stdexcept>

#include "solver/solve.hpp"

namespace eigenviews::apps {

ExactFunctions solve_exact(const Problem& problem,
                           Eigen::Index k,
                           const core::ProgressListener& progress) {
  const Eigen::Index possible = std::min(problem.op->rows(), problem.op->cols());
  const solver::SingularTriples triples =
      solver::solve(*problem.op, {.k = std::min(possible, k), .progress = progress});
  if (!triples.converged) throw std::runtime_error("the exact functions did not converge");
  ExactFunctions exact;
  exact.dataset = problem.dataset;
  exact.channel = problem.channel;
  exact.eigenvalues = triples.sigma.cwiseAbs2();
  exact.v = problem.rho_a.cwiseSqrt().cwiseInverse().asDiagonal() * triples.v;
  exact.rho_a = problem.rho_a;
  exact.clusters = triples.clusters;
  exact.originals = problem.op->rows();
  exact.sampled = problem.sampled != nullptr && problem.op->cols() % problem.op->rows() == 0;
  return exact;
}

}  // namespace eigenviews::apps
