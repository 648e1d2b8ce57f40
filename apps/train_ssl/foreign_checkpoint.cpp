#include "train_ssl/foreign_checkpoint.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "core/threads.hpp"
#include "nn/model_of_layout.hpp"
#include "nn/trainer.hpp"

namespace eigenviews::apps {

namespace {

bool is_toy(const Problem& problem) { return problem.dataset.rfind("toy:", 0) == 0; }

// Row t for view t: of a toy standardised, of images in [0, 1].
torch::Tensor view_inputs(const Problem& problem) {
  if (is_toy(problem)) return nn::toy_inputs(kernel::make_toy(problem.dataset.substr(4)));
  if (!problem.density) {
    core::reject("--eig",
                 "a network needs views with values, and a channel file has none",
                 problem.dataset);
  }
  std::vector<std::int64_t> shape = {problem.originals->dimension()};
  if (const auto& image = problem.originals->image) {
    shape = {image->channels, image->height, image->width};
  }
  return nn::GaussianViews(problem.density, shape, torch::kCPU, /*seed=*/0)
      .inputs(problem.views->points);
}

void require_fitting(const Normalisation& normalise,
                     const Problem& problem,
                     bool images,
                     std::int64_t channels) {
  if (normalise.mean.empty()) return;
  if (is_toy(problem)) {
    core::reject("--normalise", "the inputs of a toy are standardised already", normalise.name);
  }
  if (!images) {
    core::reject("--normalise", "is for images", fmt::format("views of {}", problem.dataset));
  }
  const auto given = static_cast<std::int64_t>(normalise.mean.size());
  if (given == 1 || given == channels) return;
  core::reject("--normalise",
               fmt::format("the network takes {} channels", channels),
               fmt::format("{} with {}", normalise.name, given),
               "give MEAN,STD");
}

std::string describe_inputs(const Problem& problem,
                            const torch::Tensor& views,
                            std::int64_t channels,
                            const Normalisation& normalise) {
  std::string text;
  if (is_toy(problem)) {
    text = "of the toy, standardised; not normalised";
  } else if (views.dim() != 4) {
    text = "the values of the views";
  } else {
    text = normalise.mean.empty() ? "images in [0, 1], not normalised"
                                  : "images in [0, 1], normalised: " + normalise.name;
  }
  if (views.dim() == 4 && views.size(1) != channels) {
    text += fmt::format("; grey, repeated over {} channels", channels);
  }
  return text;
}

std::vector<std::int64_t> shape_of(const torch::Tensor& views) {
  return {views.sizes().begin() + 1, views.sizes().end()};
}

// What the network can take of such views; only grey is repeated.
void require_channels(const std::string& path,
                      const Problem& problem,
                      const torch::Tensor& views,
                      std::int64_t channels) {
  if (views.size(1) == channels || views.size(1) == 1) return;
  core::reject("--eig",
               fmt::format("the network of {} takes images of {} channels", path, channels),
               fmt::format("{} with {}", problem.dataset, views.size(1)));
}

Eigen::MatrixXd evaluated(nn::Model& model, const torch::Tensor& inputs, bool backbone) {
  core::require_memory(
      "the functions of the network",
      8.0 * static_cast<double>(inputs.size(0)) *
          static_cast<double>(backbone ? model->feature_dim() : model->output_dim()),
      "use fewer originals or views, or --layer projector");
  // About a million pixels at a time: layers with many channels hold a hundred times as much.
  constexpr std::int64_t numbers = 1 << 20, most = 1024;
  const std::int64_t each = inputs.dim() == 4 ? inputs.size(2) * inputs.size(3) : 1;
  return nn::evaluate(model, inputs, backbone, std::clamp<std::int64_t>(numbers / each, 1, most));
}

}  // namespace

torch::Tensor prepared(torch::Tensor images,
                       std::int64_t channels,
                       const Normalisation& normalise) {
  core::require_memory("the inputs of the network",
                       4.0 * static_cast<double>(images.numel() / images.size(1) * channels),
                       "use fewer originals or views");
  images = images.expand({-1, channels, -1, -1});
  if (normalise.mean.empty()) return images;
  const auto values = [&](const std::vector<double>& numbers) {
    return torch::tensor(numbers, images.options()).reshape({1, -1, 1, 1});
  };
  return (images - values(normalise.mean)) / values(normalise.std);
}

ForeignNetwork open_foreign(const CheckpointRequest& request,
                            const std::vector<std::int64_t>& shape,
                            const std::string& views) {
  torch::set_num_threads(core::thread_count());
  checkpoint::Checkpoint file =
      checkpoint::read_checkpoint(request.path, checkpoint::is_model_tensor);
  const checkpoint::Layout layout = checkpoint::recognise_layout(file, request.path);
  if (layout.resnet && !request.arch && shape.size() != 3) {
    core::reject("--eig",
                 "a ResNet needs views that are images",
                 fmt::format("{} of {} numbers", views, shape[0]));
  }
  ForeignNetwork network;
  network.facts.format = checkpoint::name_of(file.format);
  network.facts.layout = layout.description;
  network.facts.unmatched = layout.unmatched;
  network.model = nn::model_of_layout(std::move(file),
                                      layout,
                                      shape,
                                      {.arch = request.arch,
                                       .width = request.width,
                                       .stem = request.stem,
                                       .with_projector = !request.backbone},
                                      request.path);
  network.facts.network = network.model->description();
  network.facts.layer = network.model->has_projector() ? "projector" : "backbone";
  return network;
}

LearnedFunctions foreign_functions(const CheckpointRequest& request, const Problem& problem) {
  torch::Tensor views = view_inputs(problem);
  const bool images = views.dim() == 4;
  ForeignNetwork network = open_foreign(request, shape_of(views), problem.dataset);
  const Normalisation normalise = request.normalise.value_or(Normalisation{});
  const std::int64_t channels = network.model->options().input[0];
  require_fitting(normalise, problem, images, channels);
  LearnedFunctions learned;
  learned.facts = network.facts;
  learned.facts.inputs = describe_inputs(problem, views, channels, normalise);
  if (images) {
    require_channels(request.path, problem, views, channels);
    views = prepared(std::move(views), channels, normalise);
  }
  learned.values = evaluated(network.model, views, request.backbone);
  return learned;
}

}  // namespace eigenviews::apps
