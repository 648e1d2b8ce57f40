#include "train_ssl/own_checkpoint.hpp"

#include "checkpoint/checkpoint.hpp"
#include "core/errors.hpp"
#include "core/threads.hpp"
#include "nn/checkpoint_file.hpp"
#include "nn/model_state.hpp"

namespace eigenviews::apps {

namespace {

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

}  // namespace

OwnCheckpoint open_own(const CheckpointRequest& request, torch::Device device) {
  require_nothing_told(request);
  torch::set_num_threads(core::thread_count());
  const nn::SavedTraining saved = nn::load_training(request.path);
  OwnCheckpoint own;
  own.options = from_json(saved.config, request.path);
  own.training = build_training(own.options, device);
  own.model = nn::make_model(model_options(own.options, own.training.views->shape()));
  std::map<std::string, torch::Tensor> tensors;
  for (const auto& [name, tensor] : saved.tensors) {
    if (checkpoint::is_model_tensor(name)) tensors[name] = tensor;
  }
  nn::load_tensors(*own.model, tensors, request.path);
  own.model->to(device);
  return own;
}

CheckpointFacts facts_of(const OwnCheckpoint& own, bool backbone) {
  return {.format = std::string(checkpoint::name_of(checkpoint::Format::safetensors)),
          .layout = "train_ssl, loss " + own.options.loss,
          .network = own.model->description(),
          .layer = backbone || !own.model->has_projector() ? "backbone" : "projector",
          .inputs = "as in the training",
          .unmatched = {}};
}

}  // namespace eigenviews::apps
