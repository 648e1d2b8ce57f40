#include "kernel_eig/problem.hpp"

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "data/channel_file.hpp"
#include "data/load.hpp"
#include "kernel/toy.hpp"
#include "solver/solve.hpp"

namespace eigenviews::apps {

namespace {

using kernel::FiniteChannel;

void refuse_sampling_options(const KernelEigOptions& options, std::string_view why) {
  if (!options.augment.empty()) core::reject("--augment", why, options.augment, "leave it out");
  if (options.n) core::reject("--n", why, *options.n, "leave it out");
  if (options.views) core::reject("--views", why, *options.views, "leave it out");
}

void use_finite(FiniteChannel channel, Problem& problem) {
  problem.finite = std::make_shared<const FiniteChannel>(std::move(channel));
  problem.op = std::make_shared<const kernel::ChannelOperator>(*problem.finite);
  problem.rho_x = problem.finite->rho_x();
  problem.rho_a = problem.finite->rho_a();
}

Problem toy_problem(const KernelEigOptions& options) {
  refuse_sampling_options(options, "a toy brings its own channel and size");
  const std::string text = options.dataset == "toy" ? "torus" : options.dataset.substr(4);
  kernel::Toy toy = kernel::make_toy(text);
  Problem problem;
  problem.dataset = "toy:" + toy.name;
  problem.channel =
      fmt::format("{} finite channel of the toy", toy.channel.is_sparse() ? "sparse" : "dense");
  problem.closed_form = toy.exact_sigma.cwiseAbs2();
  problem.domain_x = std::move(toy.domain_x);
  problem.domain_a = std::move(toy.domain_a);
  use_finite(std::move(toy.channel), problem);
  return problem;
}

Problem channel_problem(const KernelEigOptions& options) {
  refuse_sampling_options(options, "a channel file is already complete");
  const std::string path = options.dataset.substr(std::string_view("channel:").size());
  data::ChannelFile file = data::read_channel_file(path);
  Eigen::VectorXd rho_x;
  if (file.rho_x) rho_x = std::move(*file.rho_x);
  if (!options.rho_x.empty()) rho_x = data::read_vector(options.rho_x);
  Problem problem;
  problem.dataset = options.dataset;
  problem.channel = "user's channel";
  use_finite(
      std::visit([&](auto& p) { return FiniteChannel(std::move(p), std::move(rho_x)); }, file.p),
      problem);
  return problem;
}

// Where single precision can do the steps, densities in double are needed in a few products only:
// tiles then cost less than twice the memory. `auto` also tiles what does not fit.
kernel::Storage storage(const KernelEigOptions& options, double entries) {
  const bool single = options.precision == "mixed";
  bool tiled = options.storage == "tiled";
  if (options.storage == "auto") {
    constexpr double large = 1e7;  // entries; below it a dense solver may be chosen
    const double bytes = entries * (single ? 4 : 8);
    const bool few_products = !single && options.solver != "dense" && entries > large &&
                              options.resolved_tolerance() >= solver::single_precision_tolerance;
    tiled = few_products || bytes > 0.5 * static_cast<double>(core::available_memory_bytes());
  }
  if (tiled) return single ? kernel::Storage::tiled_single : kernel::Storage::tiled;
  return single ? kernel::Storage::stored_single : kernel::Storage::stored;
}

Problem sampled_problem(const KernelEigOptions& options, const core::ProgressListener& progress) {
  data::Originals originals =
      data::load_originals(options.dataset, {options.data_dir, options.n.value_or(0)});
  if (options.augment.empty()) {
    core::reject("--augment",
                 "a data set needs an augmentation",
                 "none",
                 "for example --augment gaussian:sigma=2,pca=32");
  }
  const double values =
      static_cast<double>(originals.count()) * static_cast<double>(originals.dimension());
  core::require_memory("the originals as real numbers", 2 * 8 * values, "use fewer originals: --n");
  Problem problem;
  problem.dataset = options.dataset;
  problem.channel = options.augment;
  problem.density = std::make_shared<const kernel::GaussianChannel>(
      originals.rows(0, originals.count()),
      kernel::parse_augmentation(options.augment, originals.image, originals.dimension()));
  constexpr Eigen::Index default_views = 8;
  problem.views = std::make_shared<const kernel::SampledViews>(
      kernel::sample_views(*problem.density,
                           kernel::estimator_kind(options.estimator),
                           options.views.value_or(default_views),
                           options.common.seed));
  const double entries =
      static_cast<double>(originals.count()) * static_cast<double>(problem.views->count());
  problem.sampled = std::make_shared<const kernel::SampledOperator>(problem.density,
                                                                    problem.views,
                                                                    storage(options, entries),
                                                                    progress);
  problem.op = problem.sampled;
  problem.rho_x = problem.sampled->rho_x();
  problem.rho_a = problem.sampled->rho_a();
  problem.originals = std::move(originals);
  return problem;
}

}  // namespace

Problem build_problem(const KernelEigOptions& options, const core::ProgressListener& progress) {
  const std::string& dataset = options.dataset;
  const bool is_channel = dataset.rfind("channel:", 0) == 0;
  if (!options.rho_x.empty() && !is_channel) {
    core::reject("--rho-x", "prior weights go with --dataset channel:PATH", dataset);
  }
  if (dataset == "toy" || dataset.rfind("toy:", 0) == 0) return toy_problem(options);
  if (is_channel) return channel_problem(options);
  return sampled_problem(options, progress);
}

}  // namespace eigenviews::apps
