#include "suggest/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "common/progress_bar.hpp"
#include "common/run_tool.hpp"
#include "kernel_eig/problem.hpp"
#include "kernel_eig/solve_problem.hpp"
#include "report/json_text.hpp"
#include "report/output_folder.hpp"
#include "suggest/results.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::Index;

// The modes that features can learn: the constant is none of centred ones.
Spectrum spectrum_of(const SuggestOptions& options,
                     const Problem& problem,
                     Index largest,
                     const core::ProgressListener& progress) {
  const Index possible = std::min(problem.op->rows(), problem.op->cols());
  const Index skipped = options.uncentred ? 0 : 1;
  const Index wanted = std::min(possible, largest + skipped + 1);  // one beyond, for its gap
  const ProblemSolution solution = solve_problem(options.kernel, problem, wanted, progress);
  const Index known = solution.triples.sigma.size() - skipped;
  Spectrum spectrum;
  spectrum.values = solution.triples.sigma.cwiseAbs2().tail(known);
  spectrum.errors = Eigen::VectorXd::Zero(known);
  if (solution.sampling) spectrum.errors = solution.sampling->total().tail(known);
  spectrum.complete = solution.triples.sigma.size() == possible;
  return spectrum;
}

}  // namespace

int run_suggest(const SuggestOptions& options,
                const std::string& config,
                const std::string& command_line) {
  const auto start = std::chrono::steady_clock::now();
  validate(options);
  apply_common_options(options.kernel.common);
  report::OutputFolder folder(options.kernel.common.out, "suggestion.json");
  install_interrupt_handler();
  const CommonOptions& common = options.kernel.common;
  ProgressBar bar(!common.quiet && !common.no_progress);
  const core::ProgressListener progress = [&](const core::ProgressEvent& event) {
    bar.show(event);
  };
  const Problem problem = build_problem(options.kernel, progress);
  const Index largest = *std::max_element(options.proj_dims.begin(), options.proj_dims.end());
  SuggestResults results{.options = options,
                         .dataset = problem.dataset,
                         .channel = problem.channel};
  results.spectrum = spectrum_of(options, problem, largest, progress);
  for (const std::string& loss : options.losses) {
    for (Index d = 1; d <= largest; ++d) {
      if (const auto advice = weight_advice(results.spectrum, loss, d)) {
        results.weights.push_back(*advice);
      }
    }
  }
  for (const std::int64_t d : options.proj_dims) {
    results.views.push_back(views_advice(results.spectrum, d, options.view_budget));
  }
  results.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  results.command_line = command_line;
  bar.clear();
  folder.write("config.toml", config);
  folder.write("report.html", suggest_page(results));
  folder.write("suggestion.json", report::json_text(suggest_summary(results)));
  folder.commit();
  if (common.json) {
    fmt::print("{}", report::json_text(suggest_summary(results)));
  } else if (!common.quiet) {
    fmt::print("{}results in {}\n", suggest_text(results), folder.path().string());
  }
  return exit_done;
}

}  // namespace eigenviews::apps
