#include "nn/model.hpp"

#include <algorithm>
#include <limits>

#include "core/errors.hpp"
#include "data/sizes.hpp"
#include "nn/mlp.hpp"
#include "nn/projector.hpp"
#include "nn/resnet.hpp"

namespace eigenviews::nn {

namespace {

std::string shape_text(const std::vector<std::int64_t>& sizes) {
  return fmt::format("{}", fmt::join(sizes, "x"));
}

bool is_resnet(const std::string& arch) {
  return arch == "resnet18" || arch == "resnet34" || arch == "resnet50";
}

bool sees_images(const std::string& arch) { return is_resnet(arch) || arch == "resnet-tiny"; }

void require_known(const ModelOptions& options) {
  const auto require = [](const char* flag,
                          const char* kind,
                          const std::string& name,
                          const std::vector<std::string>& known) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      core::reject_unknown(flag, kind, name, known);
    }
  };
  require("--arch", "architecture", options.arch, architecture_names());
  if (options.stem) require("--stem", "stem", *options.stem, stem_names());
}

void require_of_use(bool given, bool of_use, const char* flag, const std::string& arch) {
  if (given && !of_use) core::reject(flag, "the architecture must have a use for it", arch);
}

void require_input(const ModelOptions& options) {
  const std::string where = "input of " + options.arch;
  const std::string received = options.input.empty() ? "none" : shape_text(options.input);
  const bool positive =
      std::all_of(options.input.begin(), options.input.end(), [](auto size) { return size >= 1; });
  if (options.input.empty() || !positive) {
    core::reject(where, "at least one size is needed, each >= 1", received);
  }
  if (sees_images(options.arch) && options.input.size() != 3) {
    core::reject(where,
                 "must be channels x height x width",
                 received,
                 "use --arch mlp or linear for inputs that are not images");
  }
}

/// "Linear 24 - BatchNorm - ReLU - Linear 16".
std::string projector_text(const std::vector<checkpoint::ProjectorLayer>& layers) {
  std::string text;
  int next = 0;
  for (const checkpoint::ProjectorLayer& layer : layers) {
    const bool linear = layer.kind == checkpoint::ProjectorLayer::Kind::linear;
    text += fmt::format("{}{}{}",
                        text.empty() ? "" : " - ",
                        layer.index > next ? "ReLU - " : "",
                        linear ? fmt::format("Linear {}", layer.out) : "BatchNorm");
    next = layer.index + 1;
  }
  return text;
}

void check(const ModelOptions& options) {
  require_known(options);
  const std::string& arch = options.arch;
  require_of_use(options.width.has_value(), sees_images(arch), "--width", arch);
  require_of_use(options.stem.has_value(), is_resnet(arch), "--stem", arch);
  require_of_use(options.mlp_sizes.has_value(), arch == "mlp", "--mlp-sizes", arch);
  require_of_use(options.bias.has_value(), arch == "linear", "--bias", arch);
  require_of_use(options.proj_hidden != 0, arch != "linear", "--proj-hidden", arch);
  require_of_use(!options.projector.empty(), arch != "linear", "projector", arch);
  require_input(options);
  if (arch == "linear" && options.proj_dim < 1) {
    core::reject("--proj-dim", "functions of a linear model must be >= 1", options.proj_dim);
  }
}

// The eight stems in the order of their names.
std::vector<Stem> all_stems() {
  std::vector<Stem> stems;
  for (const bool large : {true, false}) {
    for (const bool relu : {true, false}) {
      for (const bool usual_pool : {true, false}) {
        stems.push_back({large, relu, usual_pool == large});
      }
    }
  }
  return stems;
}

Stem stem_of(const std::string& name) {
  const auto& names = stem_names();
  return all_stems()[static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                              names.begin())];
}

/// Numbers in one input; where they leave 63 bits, a count that no memory holds.
std::int64_t numbers_in(const std::vector<std::int64_t>& sizes) {
  return data::checked_product(sizes).value_or(std::numeric_limits<std::int64_t>::max());
}

std::shared_ptr<Backbone> make_backbone(const ModelOptions& options) {
  if (!sees_images(options.arch)) {
    MlpOptions mlp{.in = numbers_in(options.input)};
    if (options.arch == "mlp") {
      mlp.sizes = options.mlp_sizes.value_or(std::vector<std::int64_t>{256, 256});
    } else {
      mlp.sizes = {options.proj_dim};
      mlp.relu = false;
      mlp.bias = options.bias.value_or(true);
    }
    return make_mlp(mlp);
  }
  const ImageShape image{options.input[0], options.input[1], options.input[2]};
  if (options.arch == "resnet-tiny") return make_tiny_resnet({options.width.value_or(8), image});
  return make_resnet({.depth = std::stoi(options.arch.substr(6)),
                      .stem = stem_of(options.stem.value_or("cifar")),
                      .width = options.width.value_or(1),
                      .image = image,
                      .any_size = options.any_size});
}

}  // namespace

const std::vector<std::string>& architecture_names() {
  static const std::vector<std::string> names{"resnet18",
                                              "resnet34",
                                              "resnet50",
                                              "resnet-tiny",
                                              "mlp",
                                              "linear"};
  return names;
}

const std::vector<std::string>& stem_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Stem& stem : all_stems()) {
      all.push_back(stem_name(stem.large, stem.relu, stem.max_pool));
    }
    return all;
  }();
  return names;
}

std::string stem_name(bool large, bool relu, bool max_pool) {
  std::string name = large ? "imagenet" : "cifar";
  if (!relu) name += "-no-relu";
  if (max_pool != large) name += max_pool ? "-pool" : "-no-pool";
  return name;
}

ModelImpl::ModelImpl(ModelOptions options,
                     std::shared_ptr<Backbone> backbone,
                     torch::nn::Sequential projector)
    : options_(std::move(options)),
      backbone_(register_module("backbone", std::move(backbone))),
      projector_(std::move(projector)),
      output_dim_(projector_.is_empty()        ? backbone_->features()
                  : options_.projector.empty() ? options_.proj_dim
                                               : options_.projector.back().out) {
  if (!projector_.is_empty()) register_module("projector", projector_);
  if (!options_.channels_last) return;
  for (torch::Tensor& parameter : parameters()) {
    if (parameter.dim() == 4) {
      parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
    }
  }
}

ModelOutput ModelImpl::forward(const torch::Tensor& x) {
  const bool fits = x.dim() == static_cast<std::int64_t>(options_.input.size()) + 1 &&
                    x.sizes().slice(1) == torch::IntArrayRef(options_.input);
  if (!fits) {
    core::reject(options_.arch,
                 "a batch must have the shape n x " + shape_text(options_.input),
                 shape_text(x.sizes().vec()));
  }
  const bool reorder = options_.channels_last && x.dim() == 4;
  ModelOutput result;
  result.features =
      backbone_->forward(reorder ? x.contiguous(torch::MemoryFormat::ChannelsLast) : x);
  result.outputs = projector_.is_empty() ? result.features : projector_->forward(result.features);
  return result;
}

std::int64_t ModelImpl::parameter_count() const {
  std::int64_t count = 0;
  for (const torch::Tensor& parameter : parameters()) count += parameter.numel();
  return count;
}

std::string ModelImpl::description() const {
  std::string text = options_.arch;
  if (is_resnet(options_.arch)) text += fmt::format(", {} stem", options_.stem.value_or("cifar"));
  if (options_.width) text += fmt::format(", width {}", *options_.width);
  text += ": " + shape_text(options_.input);
  if (options_.arch != "linear") text += fmt::format(" -> {} features", feature_dim());
  if (options_.proj_hidden > 0) text += fmt::format(" -> projector {}", options_.proj_hidden);
  if (!options_.projector.empty()) text += " -> " + projector_text(options_.projector);
  if (options_.proj_dim > 0) text += fmt::format(" -> {} functions", output_dim_);
  return text + fmt::format("; {} parameters", parameter_count());
}

Model make_model(const ModelOptions& options) {
  check(options);
  std::shared_ptr<Backbone> backbone = make_backbone(options);
  torch::nn::Sequential projector{nullptr};
  if (!options.projector.empty()) projector = make_projector(options.projector);
  const bool asked = options.proj_dim != 0 || options.proj_hidden != 0;
  if (asked && options.arch != "linear") {
    projector = make_projector(
        {.in = backbone->features(), .hidden = options.proj_hidden, .out = options.proj_dim});
  }
  return Model(options, std::move(backbone), std::move(projector));
}

}  // namespace eigenviews::nn
