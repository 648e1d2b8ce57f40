#include "nn/model_of_layout.hpp"

#include <map>

#include "core/errors.hpp"
#include "nn/checkpoint_tensor.hpp"
#include "nn/model_state.hpp"

namespace eigenviews::nn {

namespace {

using checkpoint::Layout;

std::string architecture_of(const Layout& layout) {
  if (layout.own) return layout.own->architecture;
  if (!layout.resnet->architecture.empty()) return layout.resnet->architecture;
  return layout.resnet->bottleneck ? "resnet50" : "resnet18";
}

// Of the stages, in the units of --width.
std::optional<double> width_of(const Layout& layout, const std::string& arch) {
  const auto channels =
      static_cast<double>(layout.resnet ? layout.resnet->base_width : layout.own->base_width);
  if (channels < 1 || arch == "mlp" || arch == "linear") return std::nullopt;
  return arch == "resnet-tiny" ? channels : channels / 64;
}

std::optional<std::string> stem_of(const Layout& layout, const std::string& arch) {
  if (!layout.resnet || arch.find_first_of("0123456789") == std::string::npos) return std::nullopt;
  const bool large = layout.resnet->stem_kernel > 3;
  return stem_name(large, layout.resnet->stem_relu, layout.resnet->stem_max_pool.value_or(large));
}

void set_layers(const Layout& layout, ModelOptions& model) {
  if (!layout.own || layout.own->layer_sizes.empty()) return;
  const std::vector<std::int64_t>& sizes = layout.own->layer_sizes;
  if (model.arch == "mlp") model.mlp_sizes.emplace(sizes.begin() + 1, sizes.end());
  if (model.arch == "linear") {
    model.proj_dim = sizes.back();
    model.bias = layout.own->bias;
  }
}

ModelOptions model_options(const Layout& layout,
                           const std::vector<std::int64_t>& input,
                           const LayoutOptions& options) {
  ModelOptions model;
  model.arch = options.arch.value_or(architecture_of(layout));
  model.input = input;
  const std::int64_t channels =
      layout.resnet ? layout.resnet->input_channels : layout.own->input_channels;
  if (input.size() == 3 && channels > 0) model.input[0] = channels;
  model.width = options.width ? options.width : width_of(layout, model.arch);
  model.stem = options.stem ? options.stem : stem_of(layout, model.arch);
  set_layers(layout, model);
  if (options.with_projector) model.projector = layout.projector;
  model.any_size = true;
  return model;
}

}  // namespace

Model model_of_layout(checkpoint::Checkpoint checkpoint,
                      const Layout& layout,
                      const std::vector<std::int64_t>& input,
                      const LayoutOptions& options,
                      const std::string& where) {
  if (options.with_projector && !layout.projector_fault.empty()) {
    core::reject(where,
                 "a projector must be Linear, BatchNorm1d and ReLU layers that fit one another",
                 layout.projector_fault,
                 "use --layer backbone");
  }
  Model model = make_model(model_options(layout, input, options));
  std::map<std::string, torch::Tensor> tensors;
  const checkpoint::Checkpoint ours = checkpoint::with_layout(std::move(checkpoint), layout);
  for (const checkpoint::Tensor& tensor : ours.tensors) {
    if (!options.with_projector && tensor.name.starts_with("projector.")) continue;
    tensors[tensor.name] = from_file_tensor(tensor);
  }
  // Load under their own names, they are listed among the unmatched.
  for (const std::string& name : layout.foreign) tensors[name] = torch::Tensor();
  load_tensors(*model, tensors, where);
  return model;
}

}  // namespace eigenviews::nn
