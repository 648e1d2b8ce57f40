#include "checkpoint/layout_projector.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace {

/// The tensors of one layer by their parameters' names.
using Parameters = std::map<std::string, const Tensor*, std::less<>>;

// Absent, or one number for each of `size` channels.
bool is_vector(const Parameters& parameters, std::string_view name, std::int64_t size) {
  const auto found = parameters.find(name);
  return found == parameters.end() || found->second->shape == std::vector<std::int64_t>{size};
}

std::optional<ProjectorLayer> linear(int index, const Parameters& parameters) {
  const auto weight = parameters.find("weight");
  if (weight == parameters.end() || weight->second->shape.size() != 2) return std::nullopt;
  const std::vector<std::int64_t>& shape = weight->second->shape;
  const bool bias = parameters.contains("bias");
  if (parameters.size() != (bias ? 2 : 1) || !is_vector(parameters, "bias", shape[0])) {
    return std::nullopt;
  }
  return ProjectorLayer{index, ProjectorLayer::Kind::linear, shape[1], shape[0], bias};
}

// Statistics tell a batch normalisation from a layer normalisation, which has weight and bias
// alone.
std::optional<ProjectorLayer> batch_norm(int index, const Parameters& parameters) {
  const auto mean = parameters.find("running_mean");
  if (mean == parameters.end() || mean->second->shape.size() != 1) return std::nullopt;
  const std::int64_t size = mean->second->shape[0];
  for (const char* name : {"running_var", "weight", "bias"}) {
    if (!is_vector(parameters, name, size)) return std::nullopt;
  }
  const bool affine = parameters.contains("weight");
  if (affine != parameters.contains("bias") || !parameters.contains("running_var")) {
    return std::nullopt;
  }
  return ProjectorLayer{index, ProjectorLayer::Kind::batch_norm, size, size, affine};
}

std::string excerpt_of(const Tensor& tensor) {
  return fmt::format("{} {}", data::excerpt(tensor.name), shown(tensor.shape));
}

// A tensor of the projector that has no place in a Sequential's layer, or nullptr.
const Tensor* left_over(const TensorsByName& tensors,
                        const std::string& prefix,
                        const Layout& layout) {
  for (const std::string& name : layout.unmatched) {
    const bool belongs =
        prefix.empty() ? is_below_projector(name) && !is_copy(name) : name.starts_with(prefix);
    if (belongs) return tensors.at(name);
  }
  return nullptr;
}

std::string unknown_layer(const Tensor& tensor) {
  return fmt::format("tensor {}, which is of no Linear or BatchNorm1d layer", excerpt_of(tensor));
}

}  // namespace

void read_projector(const TensorsByName& tensors,
                    const std::string& prefix,
                    std::int64_t features,
                    Layout& layout) {
  if (const Tensor* tensor = left_over(tensors, prefix, layout)) {
    layout.projector_fault = unknown_layer(*tensor);
    return;
  }
  std::map<int, Parameters> layers;
  for (const Renamed& entry : layout.renamed) {
    const auto parts = parts_of(entry.to);
    if (parts[0] != "projector") continue;
    layers[std::stoi(std::string(parts[1]))].emplace(parts[2], tensors.at(entry.from));
  }
  std::int64_t reached = features;
  for (const auto& [index, parameters] : layers) {
    auto layer = linear(index, parameters);
    if (!layer) layer = batch_norm(index, parameters);
    const Tensor& first = *parameters.begin()->second;
    if (!layer) {
      layout.projector_fault = unknown_layer(first);
      return;
    }
    if (layer->in != reached) {
      layout.projector_fault =
          fmt::format("tensor {}, whose layer takes {} numbers where {} come from before it",
                      excerpt_of(first),
                      layer->in,
                      reached);
      return;
    }
    reached = layer->out;
    layout.projector.push_back(*layer);
  }
}

}  // namespace eigenviews::checkpoint
