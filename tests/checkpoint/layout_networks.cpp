#include "checkpoint/layout_networks.hpp"

namespace eigenviews::test {

using checkpoint::Checkpoint;
using checkpoint::Dtype;
using checkpoint::Format;

void add(Checkpoint& checkpoint, const std::string& name, const Shape& shape) {
  // Names and shapes are all that a layout looks at.
  checkpoint.tensors.push_back({name, Dtype::f32, shape, {}});
}

void add_norm(Checkpoint& checkpoint, const std::string& module, std::int64_t channels) {
  for (const char* parameter : {"weight", "bias", "running_mean", "running_var"}) {
    add(checkpoint, module + "." + parameter, {channels});
  }
  add(checkpoint, module + ".num_batches_tracked", {});
}

void add_block(Checkpoint& checkpoint,
               const Network& net,
               const std::string& at,
               std::int64_t in,
               std::int64_t planes,
               bool first) {
  const std::int64_t out = planes * (net.bottleneck ? 4 : 1);
  const std::int64_t inner = planes * net.inner_factor;
  const int convolutions = net.bottleneck ? 3 : 2;
  for (int k = 1; k <= convolutions; ++k) {
    const std::int64_t side = net.bottleneck && k != 2 ? 1 : 3;
    const std::int64_t channels = k == convolutions ? out : inner;
    add(checkpoint,
        at + ".conv" + std::to_string(k) + ".weight",
        {channels, k == 1 ? in : inner, side, side});
    add_norm(checkpoint, at + ".bn" + std::to_string(k), channels);
  }
  if (first) {
    add(checkpoint, at + "." + net.downsample + ".0.weight", {out, in, 1, 1});
    add_norm(checkpoint, at + "." + net.downsample + ".1", out);
  }
}

void add_network(Checkpoint& checkpoint, const Network& net) {
  add(checkpoint, net.prefix + net.children[0] + ".weight", {net.width, 3, net.kernel, net.kernel});
  add_norm(checkpoint, net.prefix + net.children[1], net.width);
  std::int64_t in = net.width;
  for (std::size_t stage = 0; stage < net.blocks.size(); ++stage) {
    const std::int64_t planes = net.width << stage;
    for (std::int64_t b = 0; b < net.blocks[stage]; ++b) {
      add_block(checkpoint,
                net,
                net.prefix + net.children[2 + stage] + "." + std::to_string(b),
                in,
                planes,
                b == 0 && stage > 0);
      in = planes * (net.bottleneck ? 4 : 1);
    }
  }
}

void add_projector(Checkpoint& checkpoint,
                   const std::string& prefix,
                   std::int64_t in,
                   std::int64_t hidden,
                   std::int64_t out) {
  add(checkpoint, prefix + "0.weight", {hidden, in});
  add_norm(checkpoint, prefix + "1", hidden);
  add(checkpoint, prefix + "3.weight", {out, hidden});
  add(checkpoint, prefix + "3.bias", {out});
}

Checkpoint with_network(const Network& net, Format format) {
  Checkpoint checkpoint{.format = format};
  add_network(checkpoint, net);
  return checkpoint;
}

}  // namespace eigenviews::test
