#include "kernel_eig/run.hpp"

#include <algorithm>
#include <chrono>

#include "common/progress_bar.hpp"
#include "common/run_tool.hpp"
#include "core/errors.hpp"
#include "kernel_eig/results.hpp"
#include "kernel_eig/solve_problem.hpp"
#include "report/json_text.hpp"

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
  const ProblemSolution solution = solve_problem(options, problem, k, progress);
  const double solve_s = watch.lap();
  const Results results{options,
                        problem,
                        solution.triples,
                        solution.sampling,
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
