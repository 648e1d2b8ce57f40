#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checkpoint/checkpoint.hpp"

// Parts of layout.cpp: where in a checkpoint the network is, by its names.
namespace eigenviews::checkpoint {

/// A ResNet among the names: conv1 is at prefix + "conv1" or, where the children of a Sequential
/// are numbered, at prefix + "0".
struct BackboneRoot {
  std::string prefix;  ///< empty, or ends with '.'.
  int layer1 = 0;      ///< the number of layer1 among the children; 0 where children have names.
};

/// The tensors of the checkpoint by name.
using TensorsByName = std::unordered_map<std::string_view, const Tensor*>;
[[nodiscard]] TensorsByName by_name(const Checkpoint& checkpoint);

/// The names split at their dots.
[[nodiscard]] std::vector<std::string_view> parts_of(std::string_view name);

/// Whether the name says that it is a copy: "momentum_encoder.", "teacher.", "target.", ...
[[nodiscard]] bool is_copy(std::string_view name);

/// The network to take: no copy where there is another, then the one with the shortest prefix.
[[nodiscard]] std::optional<BackboneRoot> find_backbone(const Checkpoint& checkpoint,
                                                        const TensorsByName& tensors);

/// torchvision's name of a tensor of the backbone ("layer1.0.downsample.0.weight"), or nothing
/// where the tensor is not a part of a ResNet's feature extractor.
[[nodiscard]] std::optional<std::string> backbone_name(std::string_view name,
                                                       const BackboneRoot& root);

/// Whether the name is of a tensor inside the backbone: below its stem or one of its stages.
[[nodiscard]] bool is_inside(std::string_view name, const BackboneRoot& root);

/// Whether a part of the name is a projector's: "projector", "proj", "projection_head", ...
[[nodiscard]] bool is_below_projector(std::string_view name);

/// "<index>.<parameter>" of a projector's tensor and what comes before it, or nothing.
struct ProjectorName {
  std::string prefix;  ///< "projector.", "backbone.proj.", "projection_head.layers.", ...
  std::string rest;    ///< "0.weight"; a single Linear layer's "weight" is "0.weight".
};
[[nodiscard]] std::optional<ProjectorName> projector_name(std::string_view name);

}  // namespace eigenviews::checkpoint
