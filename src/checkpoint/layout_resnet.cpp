#include "checkpoint/layout_resnet.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "core/errors.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace {

/// The tensors of the backbone under torchvision's names.
class Backbone {
 public:
  Backbone(const std::vector<Renamed>& renamed, const TensorsByName& tensors) {
    for (const Renamed& entry : renamed) {
      constexpr std::string_view ours = "backbone.";
      if (entry.to.starts_with(ours)) {
        tensors_[entry.to.substr(ours.size())] = tensors.at(entry.from);
      }
    }
  }

  // Output channels, input channels and side of a convolution.
  struct Convolution {
    std::int64_t out = 0;
    std::int64_t in = 0;
    std::int64_t kernel = 0;
  };

  [[nodiscard]] Convolution convolution(const std::string& module) const {
    const auto found = tensors_.find(module + ".weight");
    const std::vector<std::int64_t> shape =
        found == tensors_.end() ? std::vector<std::int64_t>{} : found->second->shape;
    if (shape.size() != 4 || shape[2] != shape[3] || shape[0] < 1) {
      core::reject(fmt::format("tensor {}.weight of the network", module),
                   "a ResNet has this convolution, with a square kernel",
                   found == tensors_.end() ? "no such tensor" : shown(shape),
                   "give a checkpoint of a whole ResNet");
    }
    return {shape[0], shape[1], shape[2]};
  }

  [[nodiscard]] bool has(const std::string& name) const { return tensors_.count(name) != 0; }

  // Blocks of a stage, numbered from 0 without gaps.
  [[nodiscard]] std::int64_t blocks(int stage) const {
    const std::string prefix = fmt::format("layer{}.", stage);
    std::set<std::string> numbers;
    for (const auto& [name, tensor] : tensors_) {
      if (name.starts_with(prefix)) numbers.emplace(parts_of(name)[1]);
    }
    const auto count = static_cast<std::int64_t>(numbers.size());
    for (std::int64_t block = 0; block < count; ++block) {
      if (numbers.count(std::to_string(block)) != 0) continue;
      core::reject(fmt::format("stage layer{} of the network", stage),
                   fmt::format("its blocks are numbered from 0 without gaps, and number {} is "
                               "missing",
                               block),
                   fmt::format("{} blocks", count),
                   "give a checkpoint of a whole ResNet");
    }
    if (count == 0) {
      core::reject(fmt::format("stage layer{} of the network", stage),
                   "a ResNet has four stages with a block each",
                   "no block",
                   "give a checkpoint of a whole ResNet");
    }
    return count;
  }

 private:
  std::unordered_map<std::string, const Tensor*> tensors_;
};

std::string architecture_of(const ResNetShape& shape, std::int64_t inner_width) {
  using Blocks = std::vector<std::int64_t>;
  // Wide ResNets (torchvision's wide_resnet50_2) have wider convolutions inside the same blocks.
  if (inner_width != shape.base_width) return "";
  if (!shape.bottleneck && shape.blocks == Blocks{2, 2, 2, 2}) return "resnet18";
  if (!shape.bottleneck && shape.blocks == Blocks{3, 4, 6, 3}) return "resnet34";
  if (shape.bottleneck && shape.blocks == Blocks{3, 4, 6, 3}) return "resnet50";
  return "";
}

}  // namespace

ResNetShape resnet_shape(const BackboneRoot& root,
                         const std::vector<Renamed>& renamed,
                         const TensorsByName& tensors) {
  const Backbone backbone(renamed, tensors);
  ResNetShape shape;
  const Backbone::Convolution stem = backbone.convolution("conv1");
  shape.base_width = stem.out;
  shape.input_channels = stem.in;
  shape.stem_kernel = stem.kernel;
  for (int stage = 1; stage <= 4; ++stage) shape.blocks.push_back(backbone.blocks(stage));
  shape.bottleneck = backbone.has("layer1.0.conv3.weight");
  const std::string last =
      fmt::format("layer4.{}.conv{}", shape.blocks.back() - 1, shape.bottleneck ? 3 : 2);
  shape.feature_dim = backbone.convolution(last).out;
  shape.architecture = architecture_of(shape, backbone.convolution("layer1.0.conv1").out);
  shape.stem_relu = root.layer1 != 2;
  if (root.layer1 != 0) shape.stem_max_pool = root.layer1 == 4;
  return shape;
}

std::string describe(const ResNetShape& shape) {
  std::string text = shape.architecture.empty()
                         ? fmt::format("a ResNet of {} {} blocks",
                                       fmt::join(shape.blocks, "+"),
                                       shape.bottleneck ? "bottleneck" : "basic")
                         : "ResNet-" + shape.architecture.substr(std::string("resnet").size());
  if (shape.base_width != 64) {
    text += fmt::format(", width {}", static_cast<double>(shape.base_width) / 64);
  }
  return text;
}

std::string describe_stem(const ResNetShape& shape) {
  std::string text;
  if (shape.stem_kernel != 7 || !shape.stem_relu) {
    text =
        fmt::format(", {0}x{0} stem{1}", shape.stem_kernel, shape.stem_relu ? "" : " without ReLU");
  }
  if (shape.input_channels != 3) text += fmt::format(", {} input channels", shape.input_channels);
  return text;
}

}  // namespace eigenviews::checkpoint
