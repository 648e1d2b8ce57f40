#include "compare_subspace/run.hpp"

#include "common/run_tool.hpp"
#include "compare_subspace/results.hpp"
#include "core/errors.hpp"
#include "core/threads.hpp"
#include "data/input_file.hpp"
#include "data/npy.hpp"
#include "report/json_text.hpp"

namespace eigenviews::apps {

namespace {

// The eigenproblem of a folder, from the config.toml beside its results.
Problem rebuild_problem(const std::string& folder) {
  CLI::App app("kernel_eig", "kernel_eig");
  KernelEigOptions options;
  add_kernel_eig_options(app, options);
  const std::string config = folder + "/config.toml";
  static_cast<void>(data::InputFile(config));  // missing or unreadable: its own line
  try {
    app.parse("--config \"" + config + "\"");
  } catch (const CLI::ParseError& error) {
    core::reject(config, "must be the configuration of a kernel_eig run", error.what());
  }
  validate(options);
  return build_problem(options, {});
}

void require_same_views(const ExactFunctions& exact,
                        const Problem& problem,
                        const std::string& eig) {
  const bool same = problem.rho_a.size() == exact.rho_a.size() &&
                    (problem.rho_a - exact.rho_a).cwiseAbs().maxCoeff() <= 1e-12;
  if (same) return;
  core::reject(eig,
               "config.toml must rebuild the views of eigenpairs.npz",
               fmt::format("{} views of other weights", problem.rho_a.size()),
               "run kernel_eig again into this folder");
}

Eigen::MatrixXd read_features(const std::string& path) {
  return data::parse_npy(data::read_file(path), path).numbers;
}

std::vector<solver::EnergyInterval> intervals(const CompareOptions& options,
                                              const ExactFunctions& all,
                                              const Eigen::MatrixXd& features,
                                              const Comparison& comparison) {
  if (!all.sampled || options.bootstrap == 0 || comparison.rank == 0) return {};
  std::vector<std::vector<Eigen::Index>> clusters;
  for (const auto& cluster : comparison.clusters) {
    clusters.push_back(cluster.indices);
    if (!comparison.centred) continue;
    for (Eigen::Index& i : clusters.back()) --i;
  }
  const ExactFunctions exact = comparison.centred ? without_constant(all) : all;
  Eigen::MatrixXd f = features;
  if (comparison.centred) f.rowwise() -= (all.rho_a.transpose() * features).eval();
  return solver::bootstrap_energy(f,
                                  exact.v,
                                  clusters,
                                  exact.rho_a,
                                  exact.originals,
                                  options.bootstrap,
                                  options.common.seed);
}

}  // namespace

int run_compare(const CompareOptions& options,
                const std::string& config,
                const std::string& command_line) {
  validate(options);
  apply_common_options(options.common);
  const ExactFunctions exact = read_exact_folder(options.eig);
  const Problem problem = rebuild_problem(options.eig);
  require_same_views(exact, problem, options.eig);
  const Eigen::MatrixXd features = read_features(options.features);
  const Comparison comparison = compare(exact, features, problem.op.get(), options.comparison());
  report::OutputFolder folder(options.common.out, "comparison.json");
  const CompareResults results{options,
                               exact,
                               problem,
                               features,
                               comparison,
                               intervals(options, exact, features, comparison),
                               command_line,
                               config};
  write_comparison(results, folder);
  if (options.common.json) {
    fmt::print("{}", report::json_text(comparison_json(results)));
  } else if (!options.common.quiet) {
    fmt::print("{}results in {}\n", comparison_table(results), folder.path().string());
  }
  return comparison.aligned ? exit_done : exit_check_failed;
}

}  // namespace eigenviews::apps
