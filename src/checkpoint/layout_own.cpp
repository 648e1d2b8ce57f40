#include "checkpoint/layout_own.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace eigenviews::checkpoint {

namespace {

constexpr std::int64_t tiny_features = 128;

/// The tensor of the backbone of that name and number of axes, or nullptr.
const Tensor* find(const TensorsByName& tensors, const std::string& name, std::size_t rank) {
  const auto found = tensors.find(std::string(own_prefix) + name);
  return found != tensors.end() && found->second->shape.size() == rank ? found->second : nullptr;
}

std::optional<OwnShape> tiny_shape(const TensorsByName& tensors) {
  const Tensor* first = find(tensors, "conv1.weight", 4);
  const Tensor* last = find(tensors, "fc.weight", 2);
  const bool stages = find(tensors, "layer3.0.conv2.weight", 4) != nullptr &&
                      find(tensors, "layer4.0.conv1.weight", 4) == nullptr;
  if (first == nullptr || last == nullptr || !stages || last->shape[0] != tiny_features) {
    return std::nullopt;
  }
  return OwnShape{.architecture = "resnet-tiny",
                  .input_channels = first->shape[1],
                  .base_width = first->shape[0]};
}

// Linear layers numbered 0, 2, 4, ...; a single one without a projector is `linear`.
std::optional<OwnShape> layers_shape(const TensorsByName& tensors) {
  OwnShape shape;
  for (int index = 0; const Tensor* layer = find(tensors, fmt::format("{}.weight", index), 2);
       index += 2) {
    if (shape.layer_sizes.empty()) shape.layer_sizes.push_back(layer->shape[1]);
    shape.layer_sizes.push_back(layer->shape[0]);
  }
  if (shape.layer_sizes.empty()) return std::nullopt;
  const bool projector = std::any_of(tensors.begin(), tensors.end(), [](const auto& entry) {
    return entry.first.starts_with("projector.");
  });
  shape.architecture = projector || shape.layer_sizes.size() > 2 ? "mlp" : "linear";
  shape.bias = find(tensors, "0.bias", 1) != nullptr;
  return shape;
}

}  // namespace

std::optional<OwnShape> own_shape(const TensorsByName& tensors) {
  auto shape = tiny_shape(tensors);
  return shape ? shape : layers_shape(tensors);
}

std::int64_t features_of(const OwnShape& shape) {
  return shape.layer_sizes.empty() ? tiny_features : shape.layer_sizes.back();
}

std::string describe(const OwnShape& shape) {
  if (shape.layer_sizes.empty()) {
    return fmt::format("{}, width {}", shape.architecture, shape.base_width);
  }
  return fmt::format("{} {}", shape.architecture, fmt::join(shape.layer_sizes, "-"));
}

}  // namespace eigenviews::checkpoint
