#include "train_ssl/checkpoint_functions.hpp"

#include <algorithm>

#include "checkpoint/checkpoint.hpp"
#include "core/errors.hpp"
#include "core/threads.hpp"
#include "nn/checkpoint_file.hpp"
#include "nn/fresh_views.hpp"
#include "nn/model_state.hpp"
#include "train_ssl/foreign_checkpoint.hpp"
#include "train_ssl/training_problem.hpp"

namespace eigenviews::apps {

namespace {

std::optional<KernelEigOptions> eigenproblem_of(const std::string& path) {
  if (!nn::is_training(path)) return std::nullopt;
  const TrainSslOptions train = from_json(nn::load_training(path).config, path);
  KernelEigOptions options;
  options.dataset = train.dataset;
  options.data_dir = train.data_dir;
  options.augment = train.augment;
  options.n = train.n;
  options.common.seed = train.common.seed;
  return options;
}

void require_nothing_told(const CheckpointRequest& request) {
  const auto require = [](const char* flag, bool given) {
    if (!given) return;
    core::reject(flag, "is for checkpoints of other programs", "one of train_ssl", "leave it out");
  };
  require("--arch", request.arch.has_value());
  require("--width", request.width.has_value());
  require("--stem", request.stem.has_value());
  require("--normalise", request.normalise.has_value());
}

// A checkpoint of train_ssl, its network and its views built again.
struct OwnCheckpoint {
  TrainSslOptions options;
  TrainingProblem training;
  nn::Model model{nullptr};
};

OwnCheckpoint open_own(const CheckpointRequest& request) {
  require_nothing_told(request);
  torch::set_num_threads(core::thread_count());
  const nn::SavedTraining saved = nn::load_training(request.path);
  OwnCheckpoint own;
  own.options = from_json(saved.config, request.path);
  own.training = build_training(own.options, torch::kCPU);
  own.model = nn::make_model(model_options(own.options, own.training.views->shape()));
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& [name, tensor] : saved.tensors) {
    if (checkpoint::is_model_tensor(name)) tensors[name] = tensor;
  }
  nn::load_tensors(*own.model, tensors, request.path);
  return own;
}

LearnedFunctions learned_of(const OwnCheckpoint& own, bool backbone, Eigen::MatrixXd values) {
  LearnedFunctions learned;
  learned.values = std::move(values);
  if (own.options.loss == "reformulated") {
    learned.beta = own.options.beta.value_or(nn::default_beta(own.options.loss));
  }
  learned.centred = !own.options.uncentred;
  learned.facts = {.format = std::string(checkpoint::name_of(checkpoint::Format::safetensors)),
                   .layout = "train_ssl, loss " + own.options.loss,
                   .network = own.model->description(),
                   .layer = backbone || !own.model->has_projector() ? "backbone" : "projector",
                   .inputs = "as in the training",
                   .unmatched = {}};
  return learned;
}

LearnedFunctions own_functions(const CheckpointRequest& request, const Problem& problem) {
  OwnCheckpoint own = open_own(request);
  return learned_of(own,
                    request.backbone,
                    nn::evaluate(own.model, inputs_of(own.training, problem), request.backbone));
}

std::optional<SslFunctions> ssl_functions(const CheckpointRequest& request,
                                          Eigen::Index originals,
                                          Eigen::Index views) {
  if (!nn::is_training(request.path)) return std::nullopt;
  const TrainSslOptions options = from_json(nn::load_training(request.path).config, request.path);
  if (!nn::is_ssl(options.augment)) return std::nullopt;
  OwnCheckpoint own = open_own(request);
  nn::FreshValues fresh =
      nn::evaluate_fresh_views(own.model,
                               *own.training.views,
                               std::min(originals, own.training.views->originals()),
                               views);
  Eigen::MatrixXd values = request.backbone ? fresh.features : std::move(fresh.outputs);
  return SslFunctions{learned_of(own, request.backbone, std::move(values)),
                      std::move(fresh.features),
                      views,
                      own.training.dataset,
                      nn::ssl_text(own.training.ssl->options())};
}

LearnedFunctions functions_of(const CheckpointRequest& request, const Problem& problem) {
  return nn::is_training(request.path) ? own_functions(request, problem)
                                       : foreign_functions(request, problem);
}

}  // namespace

CheckpointReader checkpoint_reader() { return {eigenproblem_of, functions_of, ssl_functions}; }

}  // namespace eigenviews::apps
