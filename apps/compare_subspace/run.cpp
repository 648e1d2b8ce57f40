#include "compare_subspace/run.hpp"

#include "common/run_tool.hpp"
#include "compare_subspace/exact_solve.hpp"
#include "compare_subspace/pencil_sides.hpp"
#include "compare_subspace/results.hpp"
#include "core/errors.hpp"
#include "core/threads.hpp"
#include "data/input_file.hpp"
#include "data/npy.hpp"
#include "report/json_text.hpp"
#include "solver/pencil.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::apps {

namespace {

// The eigenproblem of a folder, from the config.toml beside its results.
KernelEigOptions options_of_folder(const std::string& folder) {
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
  return options;
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
  const Eigen::MatrixXd f = comparison.centred ? solver::centred(features, all.rho_a) : features;
  return solver::bootstrap_energy(f,
                                  exact.v,
                                  clusters,
                                  exact.rho_a,
                                  exact.originals,
                                  options.bootstrap,
                                  options.common.seed);
}

// The exact side and the learned side of a comparison.
struct Sides {
  Problem problem;
  ExactFunctions exact;
  Eigen::MatrixXd features;
  ComparisonOptions options;
  std::optional<CheckpointFacts> checkpoint;
  std::optional<PencilSides> pencil;  // where there is no exact kernel
};

Sides sides_of_features(const CompareOptions& options) {
  Sides sides;
  sides.exact = read_exact_folder(options.eig);
  sides.problem = build_problem(options_of_folder(options.eig), {});
  require_same_views(sides.exact, sides.problem, options.eig);
  sides.features = read_features(options.features);
  sides.options = options.comparison();
  return sides;
}

// That of --eig, or of the channel that the checkpoint was trained on.
KernelEigOptions eigenproblem_of(const CompareOptions& options, const CheckpointReader& reader) {
  if (!options.eig.empty()) return options_of_folder(options.eig);
  const std::optional<KernelEigOptions> own = reader.eigenproblem(options.ckpt);
  if (!own) {
    core::reject("--eig",
                 "a checkpoint of another program does not say its channel: a folder of kernel_eig "
                 "is needed",
                 "none",
                 "run kernel_eig first");
  }
  return *own;
}

// Comparison as --beta and --centred say, otherwise as the training was.
void follow_training(const CompareOptions& options, const LearnedFunctions& learned, Sides& sides) {
  sides.options = options.comparison();
  sides.checkpoint = learned.facts;
  if (options.layer == "backbone") return;
  if (!sides.options.beta) sides.options.beta = learned.beta;
  if (options.centred == "auto" && learned.centred) {
    sides.options.centring = *learned.centred ? Centring::yes : Centring::no;
  }
}

// The outputs against the best functions of the network's own feature space.
Sides sides_of_ssl(const CompareOptions& options, SslFunctions ssl) {
  Sides sides;
  const Eigen::Index functions = options.dim.value_or(ssl.learned.values.cols()) + 2;
  sides.pencil = pencil_sides(ssl.features, ssl.views, functions, ssl.dataset, ssl.channel);
  sides.exact = sides.pencil->exact;
  sides.problem.dataset = ssl.dataset;
  sides.problem.channel = ssl.channel;
  follow_training(options, ssl.learned, sides);
  sides.features = std::move(ssl.learned.values);
  return sides;
}

// Without --eig the operator is rebuilt from the checkpoint, with as many functions as it has.
Sides sides_of_checkpoint(const CompareOptions& options, const CheckpointReader& reader) {
  if (!reader.functions) {
    core::reject("--ckpt", "this build is without LibTorch", options.ckpt, "use --features");
  }
  const CheckpointRequest request = options.checkpoint();
  if (options.eig.empty()) {
    if (auto ssl = reader.ssl(request, options.n, options.views)) {
      return sides_of_ssl(options, std::move(*ssl));
    }
  }
  Sides sides;
  sides.problem = build_problem(eigenproblem_of(options, reader), {});
  LearnedFunctions learned = reader.functions(request, sides.problem);
  if (options.eig.empty()) {
    sides.exact = solve_exact(sides.problem, options.dim.value_or(learned.values.cols()) + 2);
  } else {
    sides.exact = read_exact_folder(options.eig);
    require_same_views(sides.exact, sides.problem, options.eig);
  }
  follow_training(options, learned, sides);
  sides.features = std::move(learned.values);
  return sides;
}

}  // namespace

int run_compare(const CompareOptions& options,
                const std::string& config,
                const std::string& command_line,
                const CheckpointReader& reader) {
  validate(options);
  apply_common_options(options.common);
  const Sides sides =
      options.ckpt.empty() ? sides_of_features(options) : sides_of_checkpoint(options, reader);
  Comparison comparison =
      compare(sides.exact, sides.features, sides.problem.op.get(), sides.options);
  if (sides.pencil && comparison.rank > 0) {
    const auto outputs = solver::solve_sampled_pencil(
        comparison.centred ? solver::centred(sides.features, sides.exact.rho_a) : sides.features,
        sides.features.rows() / sides.exact.originals);
    comparison.ritz_values = outputs.ritz_values;
    comparison.feature_scales = outputs.scales;
  }
  report::OutputFolder folder(options.common.out, "comparison.json");
  const CompareResults results{options,
                               sides.exact,
                               sides.problem,
                               sides.features,
                               comparison,
                               sides.checkpoint,
                               sides.pencil,
                               intervals(options, sides.exact, sides.features, comparison),
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
