#include "train_ssl/training_problem.hpp"

#include "core/errors.hpp"
#include "data/load.hpp"
#include "kernel/augmentation.hpp"
#include "kernel/toy.hpp"

namespace eigenviews::apps {

namespace {

TrainingProblem toy_training(const TrainSslOptions& options, torch::Device device) {
  if (!options.augment.empty()) {
    core::reject("--augment", "a toy brings its own channel", options.augment, "leave it out");
  }
  if (options.n) core::reject("--n", "a toy brings its own size", *options.n, "leave it out");
  const std::string text = options.dataset == "toy" ? "torus" : options.dataset.substr(4);
  const kernel::Toy toy = kernel::make_toy(text);
  TrainingProblem problem;
  problem.dataset = "toy:" + toy.name;
  problem.finite = std::make_shared<const nn::FiniteViews>(toy.channel,
                                                           nn::toy_inputs(toy).to(device),
                                                           options.common.seed);
  problem.views = problem.finite;
  return problem;
}

void use_gaussian_views(TrainingProblem& problem,
                        const TrainSslOptions& options,
                        const data::Originals& originals,
                        torch::Device device) {
  problem.density = std::make_shared<const kernel::GaussianChannel>(
      originals.rows(0, originals.count()),
      kernel::parse_augmentation(options.augment, originals.image, originals.dimension()));
  std::vector<std::int64_t> shape = {originals.dimension()};
  if (originals.image) {
    shape = {originals.image->channels, originals.image->height, originals.image->width};
  }
  problem.gaussian = std::make_shared<const nn::GaussianViews>(problem.density,
                                                               shape,
                                                               device,
                                                               options.common.seed);
  problem.views = problem.gaussian;
}

std::shared_ptr<const nn::SslViews> ssl_views(const TrainSslOptions& options,
                                              const data::Originals& originals,
                                              torch::Device device) {
  nn::SslOptions ssl = nn::parse_ssl(options.augment, originals, model_parity(options).std_is_mean);
  return std::make_shared<const nn::SslViews>(originals,
                                              std::move(ssl),
                                              device,
                                              options.common.seed);
}

}  // namespace

TrainingProblem build_training(const TrainSslOptions& options, torch::Device device) {
  if (options.dataset == "toy" || options.dataset.rfind("toy:", 0) == 0) {
    return toy_training(options, device);
  }
  const data::Originals originals =
      data::load_originals(options.dataset, {options.data_dir, options.n.value_or(0)});
  if (options.augment.empty()) {
    core::reject("--augment",
                 "a data set needs an augmentation",
                 "none",
                 "for example --augment gaussian:sigma=2,pca=32, or ssl");
  }
  TrainingProblem problem;
  problem.dataset = options.dataset;
  if (nn::is_ssl(options.augment)) {
    problem.ssl = ssl_views(options, originals, device);
    problem.views = problem.ssl;
  } else {
    use_gaussian_views(problem, options, originals, device);
  }
  return problem;
}

torch::Tensor inputs_of(const TrainingProblem& training, const Problem& problem) {
  if (training.ssl) {
    core::reject("--eig",
                 "views of ssl have no density and no exact functions",
                 problem.dataset,
                 "leave --eig out: the functions are compared with those of the pencil");
  }
  if (training.finite && problem.finite) {
    if (problem.dataset == training.dataset) return training.finite->inputs();
  }
  if (training.gaussian && problem.sampled && problem.dataset == training.dataset) {
    return training.gaussian->inputs(problem.views->points);
  }
  core::reject("--eig",
               "must be of the checkpoint's data set " + training.dataset,
               problem.dataset,
               "run kernel_eig with the same --dataset and --augment");
}

}  // namespace eigenviews::apps
