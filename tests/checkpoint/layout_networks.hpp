#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/checkpoint.hpp"

// Checkpoints of networks that have names and shapes alone: all that a layout looks at.
namespace eigenviews::test {

using Shape = std::vector<std::int64_t>;

/// A ResNet.
struct Network {
  std::string prefix;
  Shape blocks = {2, 2, 2, 2};
  bool bottleneck = false;
  std::int64_t width = 64;
  std::int64_t kernel = 7;
  std::vector<std::string> children = {"conv1", "bn1", "layer1", "layer2", "layer3", "layer4"};
  std::string downsample = "downsample";
  std::int64_t inner_factor = 1;
};

void add(checkpoint::Checkpoint& checkpoint, const std::string& name, const Shape& shape);
void add_norm(checkpoint::Checkpoint& checkpoint, const std::string& module, std::int64_t channels);
void add_block(checkpoint::Checkpoint& checkpoint,
               const Network& net,
               const std::string& at,
               std::int64_t in,
               std::int64_t planes,
               bool first);
void add_network(checkpoint::Checkpoint& checkpoint, const Network& net);
/// Linear(in, hidden, no bias) - BatchNorm - ReLU - Linear(hidden, out).
void add_projector(checkpoint::Checkpoint& checkpoint,
                   const std::string& prefix,
                   std::int64_t in,
                   std::int64_t hidden,
                   std::int64_t out);
[[nodiscard]] checkpoint::Checkpoint with_network(
    const Network& net,
    checkpoint::Format format = checkpoint::Format::torch_save);

}  // namespace eigenviews::test
