#include "train_ssl/checkpoint_functions.hpp"

#include <algorithm>

#include "nn/checkpoint_file.hpp"
#include "nn/fresh_views.hpp"
#include "train_ssl/foreign_checkpoint.hpp"
#include "train_ssl/own_checkpoint.hpp"

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

LearnedFunctions learned_of(const OwnCheckpoint& own, bool backbone, Eigen::MatrixXd values) {
  LearnedFunctions learned;
  learned.values = std::move(values);
  if (own.options.loss == "reformulated") {
    learned.beta = own.options.beta.value_or(nn::default_beta(own.options.loss));
  }
  learned.centred = !own.options.uncentred;
  learned.facts = facts_of(own, backbone);
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
