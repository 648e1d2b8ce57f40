#include "train_ssl/checkpoint_functions.hpp"

#include "core/threads.hpp"
#include "nn/checkpoint_file.hpp"
#include "nn/model_state.hpp"
#include "train_ssl/training_problem.hpp"

namespace eigenviews::apps {

namespace {

KernelEigOptions eigenproblem_of(const std::string& path) {
  const TrainSslOptions train = from_json(nn::load_training(path).config, path);
  KernelEigOptions options;
  options.dataset = train.dataset;
  options.data_dir = train.data_dir;
  options.augment = train.augment;
  options.n = train.n;
  options.common.seed = train.common.seed;
  return options;
}

LearnedFunctions functions_of(const std::string& path, const Problem& problem, bool backbone) {
  torch::set_num_threads(core::thread_count());
  const nn::SavedTraining saved = nn::load_training(path);
  const TrainSslOptions options = from_json(saved.config, path);
  const TrainingProblem training = build_training(options, torch::kCPU);
  nn::Model model = nn::make_model(model_options(options, training.views->shape()));
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& [name, tensor] : saved.tensors) {
    if (name.rfind("optimizer.", 0) != 0) tensors[name] = tensor;
  }
  nn::load_tensors(*model, tensors, path);
  LearnedFunctions learned;
  learned.values = nn::evaluate(model, inputs_of(training, problem), backbone);
  if (options.loss == "reformulated") {
    learned.beta = options.beta.value_or(nn::default_beta(options.loss));
  }
  learned.centred = !options.uncentred;
  return learned;
}

}  // namespace

CheckpointReader checkpoint_reader() { return {eigenproblem_of, functions_of}; }

}  // namespace eigenviews::apps
