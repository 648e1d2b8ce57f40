#include "kernel_eig/run.hpp"

#include <algorithm>
#include <chrono>

#include "common/progress_bar.hpp"
#include "common/run_tool.hpp"
#include "core/errors.hpp"
#include "kernel_eig/results.hpp"
#include "report/json_text.hpp"
#include "solver/solve.hpp"

namespace eigenviews::apps {

namespace {

class StopWatch {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

Eigen::Index resolve_k(const KernelEigOptions& options, const Problem& problem) {
  const Eigen::Index possible = std::min(problem.op->rows(), problem.op->cols());
  constexpr Eigen::Index usual = 16;
  const Eigen::Index k = options.k.value_or(std::min(usual, possible));
  if (k > possible) {
    core::reject("-k",
                 fmt::format("{} originals and {} views allow at most {} singular functions",
                             problem.op->rows(),
                             problem.op->cols(),
                             possible),
                 k,
                 "ask for fewer");
  }
  return k;
}

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

int run_kernel_eig(const KernelEigOptions& options,
                   const std::string& config,
                   const std::string& command_line) {
  validate(options);
  apply_common_options(options.common);
  report::OutputFolder folder(options.common.out);
  install_interrupt_handler();
  ProgressBar bar(!options.common.quiet && !options.common.no_progress);
  const core::ProgressListener progress = [&](const core::ProgressEvent& event) {
    bar.show(event);
  };

  StopWatch watch;
  const Problem problem = build_problem(options, progress);
  const Eigen::Index k = resolve_k(options, problem);
  const double build_s = watch.lap();
  const solver::SingularTriples triples =
      solver::solve(*problem.op,
                    {.k = k,
                     .kind = solver::solver_kind(options.solver),
                     .tolerance = options.resolved_tolerance(),
                     .seed = options.common.seed,
                     .progress = progress});
  const double solve_s = watch.lap();
  const Results results{options,
                        problem,
                        triples,
                        monte_carlo_error(problem, triples),
                        k,
                        build_s,
                        solve_s,
                        command_line,
                        config};
  bar.clear();
  write_results(results, folder);

  if (options.common.json) {
    fmt::print("{}", report::json_text(summary(results)));
  } else if (!options.common.quiet) {
    fmt::print("{}results in {}\n", table(results), folder.path().string());
  }
  return results.checks_hold() ? exit_done : exit_check_failed;
}

}  // namespace eigenviews::apps
