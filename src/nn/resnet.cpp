#include "nn/resnet.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/errors.hpp"

namespace eigenviews::nn {

namespace {

using torch::Tensor;
using torch::nn::BatchNorm2d;
using torch::nn::Conv2d;

/// A square convolution without bias that keeps the size of the map, but for its stride.
struct Convolution {
  std::int64_t out = 1;
  std::int64_t kernel = 3;
  std::int64_t stride = 1;
};

Conv2d make_convolution(std::int64_t in, const Convolution& c) {
  const auto kernel = static_cast<double>(c.kernel);
  require_weights(static_cast<double>(c.out), static_cast<double>(in) * kernel * kernel);
  return Conv2d(torch::nn::Conv2dOptions(in, c.out, c.kernel)
                    .stride(c.stride)
                    .padding(c.kernel / 2)
                    .bias(false));
}

/// relu(shortcut(x) + BN(conv_n(... relu(BN(conv_1(x)))))); the shortcut is the identity, or a 1x1
/// convolution with BN where the shape changes.
class Block : public torch::nn::Module {
 public:
  Block(std::int64_t in, const std::vector<Convolution>& convolutions) {
    std::int64_t stride = 1;
    for (const Convolution& c : convolutions) stride *= c.stride;
    const std::int64_t out = convolutions.back().out;
    // Drawn first and registered last, as torchvision does: the order of random numbers and that of
    // tensors are both kept.
    if (stride != 1 || in != out) {
      downsample_ = torch::nn::Sequential(make_convolution(in, {out, 1, stride}), BatchNorm2d(out));
    }
    for (const Convolution& c : convolutions) {
      const std::string number = std::to_string(convolutions_.size() + 1);
      convolutions_.push_back(register_module("conv" + number, make_convolution(in, c)));
      norms_.push_back(register_module("bn" + number, BatchNorm2d(c.out)));
      in = c.out;
    }
    if (!downsample_.is_empty()) register_module("downsample", downsample_);
  }

  Tensor forward(const Tensor& x) {
    Tensor y = x;
    for (std::size_t i = 0; i < convolutions_.size(); ++i) {
      if (i > 0) y.relu_();
      y = norms_[i]->forward(convolutions_[i]->forward(y));
    }
    return y.add_(downsample_.is_empty() ? x : downsample_->forward(x)).relu_();
  }

 private:
  std::vector<Conv2d> convolutions_;
  std::vector<BatchNorm2d> norms_;
  torch::nn::Sequential downsample_{nullptr};
};

std::shared_ptr<Block> make_basic(std::int64_t in, std::int64_t channels, std::int64_t stride) {
  return std::make_shared<Block>(in,
                                 std::vector<Convolution>{{channels, 3, stride}, {channels, 3, 1}});
}

constexpr std::int64_t bottleneck_expansion = 4;

std::shared_ptr<Block> make_bottleneck(std::int64_t in,
                                       std::int64_t channels,
                                       std::int64_t stride) {
  return std::make_shared<Block>(in,
                                 std::vector<Convolution>{{channels, 1, 1},
                                                          {channels, 3, stride},
                                                          {bottleneck_expansion * channels, 1, 1}});
}

/// Blocks in a row, named 0, 1, ...
class Stage : public torch::nn::Module {
 public:
  explicit Stage(std::vector<std::shared_ptr<Block>> blocks) : blocks_(std::move(blocks)) {
    for (std::size_t i = 0; i < blocks_.size(); ++i) register_module(std::to_string(i), blocks_[i]);
  }

  Tensor forward(Tensor x) {
    for (const auto& block : blocks_) x = block->forward(x);
    return x;
  }

 private:
  std::vector<std::shared_ptr<Block>> blocks_;
};

/// The channels of the first stage.
/// @param weights_per_square  the network has about this times channels^2 weights.
std::int64_t checked_channels(double width, double unit, double weights_per_square) {
  if (!(width > 0) || !std::isfinite(width)) {
    core::reject("--width", "the width must be finite and > 0", width);
  }
  const double channels = std::max(1.0, std::round(unit * width));
  require_weights(channels, weights_per_square * channels);  // and the conversion stays in range
  return static_cast<std::int64_t>(channels);
}

/// The last stride, 2, acts on ceil(side / (total_stride / 2)) pixels, which must be two or more.
void require_side(const ImageShape& image, std::int64_t total_stride, std::string_view network) {
  const std::int64_t least = total_stride / 2 + 1;
  if (image.channels < 1) core::reject(network, "images must have channels >= 1", image.channels);
  if (std::min(image.height, image.width) >= least) return;
  core::reject(
      network,
      fmt::format("images must be {0} x {0} pixels or more, or a stride acts on one pixel", least),
      fmt::format("{} x {}", image.height, image.width),
      "use larger images, or --arch mlp");
}

/// The sizes of ResNet-18, 34 and 50.
struct Plan {
  std::vector<int> blocks;  ///< of each stage.
  bool bottleneck = false;

  /// Weights / c^2 where the first stage has c channels. A basic block has 2 * 9, a bottleneck
  /// 4 + 9 + 4 times the square of its stage's; what changes the shape (some less, some more) and
  /// the stem are left out: 12.5, 22.6 and 21.4 million for the 11.2, 21.3 and 23.5 at width 1.
  [[nodiscard]] double weights_per_square() const {
    double sum = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) sum += blocks[i] * std::pow(4.0, i);
    return (bottleneck ? 17 : 18) * sum;
  }
};

Plan plan_of(int depth) {
  switch (depth) {
    case 18:
      return {{2, 2, 2, 2}, false};
    case 34:
      return {{3, 4, 6, 3}, false};
    case 50:
      return {{3, 4, 6, 3}, true};
    default:
      core::reject("ResNet", "the depth must be 18, 34 or 50", depth);
  }
}

class ResNet : public Backbone {
 public:
  ResNet(const Plan& plan, const ResNetOptions& options, std::int64_t channels)
      : Backbone(8 * channels * (plan.bottleneck ? bottleneck_expansion : 1)),
        stem_(options.stem),
        conv1_(make_convolution(
            options.image.channels,
            options.stem.large ? Convolution{channels, 7, 2} : Convolution{channels, 3, 1})),
        bn1_(channels) {
    register_module("conv1", conv1_);
    register_module("bn1", bn1_);
    std::int64_t in = channels;
    for (std::size_t i = 0; i < plan.blocks.size(); ++i) {
      std::vector<std::shared_ptr<Block>> blocks;
      for (int j = 0; j < plan.blocks[i]; ++j) {
        const std::int64_t stride = i > 0 && j == 0 ? 2 : 1;
        blocks.push_back(plan.bottleneck ? make_bottleneck(in, channels << i, stride)
                                         : make_basic(in, channels << i, stride));
        in = (channels << i) * (plan.bottleneck ? bottleneck_expansion : 1);
      }
      stages_.push_back(register_module("layer" + std::to_string(i + 1),
                                        std::make_shared<Stage>(std::move(blocks))));
    }
    initialise();
  }

  Tensor forward(Tensor x) override {
    x = bn1_->forward(conv1_->forward(x));
    if (stem_.relu) x.relu_();
    if (stem_.max_pool) x = torch::max_pool2d(x, /*kernel=*/3, /*stride=*/2, /*padding=*/1);
    for (const auto& stage : stages_) x = stage->forward(x);
    return torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1);
  }

 private:
  /// BN starts with weight 1 and bias 0 by itself.
  void initialise() {
    for (const auto& module : modules(/*include_self=*/false)) {
      if (auto* convolution = module->as<torch::nn::Conv2d>()) {
        torch::nn::init::kaiming_normal_(convolution->weight,
                                         /*a=*/0,
                                         torch::kFanOut,
                                         torch::kReLU);
      }
    }
  }

  Stem stem_;
  Conv2d conv1_;
  BatchNorm2d bn1_;
  std::vector<std::shared_ptr<Stage>> stages_;
};

class TinyResNet : public Backbone {
 public:
  TinyResNet(const ImageShape& image, std::int64_t c)
      : Backbone(tiny_features),
        conv1_(register_module("conv1", make_convolution(image.channels, {c, 3, 1}))),
        bn1_(register_module("bn1", BatchNorm2d(c))) {
    const std::int64_t strides[] = {1, 2, 2};
    std::int64_t in = c;
    for (std::size_t i = 0; i < 3; ++i) {
      stages_.push_back(register_module(
          "layer" + std::to_string(i + 1),
          std::make_shared<Stage>(std::vector{make_basic(in, c << i, strides[i])})));
      in = c << i;
    }
    const auto quarter = [](std::int64_t side) { return side / 4 + (side % 4 != 0 ? 1 : 0); };
    const std::int64_t rows = quarter(image.height), columns = quarter(image.width);
    require_weights(
        tiny_features,
        static_cast<double>(in) * static_cast<double>(rows) * static_cast<double>(columns));
    fc_ = register_module("fc", make_linear(in * rows * columns, tiny_features));
  }

  Tensor forward(Tensor x) override {
    x = bn1_->forward(conv1_->forward(x)).relu_();
    for (const auto& stage : stages_) x = stage->forward(x);
    return fc_->forward(x.flatten(1)).relu_();
  }

 private:
  Conv2d conv1_;
  BatchNorm2d bn1_;
  std::vector<std::shared_ptr<Stage>> stages_;
  torch::nn::Linear fc_{nullptr};
};

}  // namespace

std::shared_ptr<Backbone> make_resnet(const ResNetOptions& options) {
  const Plan plan = plan_of(options.depth);
  const std::int64_t channels =
      checked_channels(options.width, /*unit=*/64, plan.weights_per_square());
  const std::int64_t stem_stride = (options.stem.large ? 2 : 1) * (options.stem.max_pool ? 2 : 1);
  require_side(options.image, options.any_size ? 1 : 8 * stem_stride, "ResNet");
  return std::make_shared<ResNet>(plan, options, channels);
}

std::shared_ptr<Backbone> make_tiny_resnet(const TinyResNetOptions& options) {
  const std::int64_t channels =
      checked_channels(options.width, /*unit=*/1, /*weights_per_square=*/18 * (1 + 4 + 16));
  require_side(options.image, 4, "resnet-tiny");
  return std::make_shared<TinyResNet>(options.image, channels);
}

}  // namespace eigenviews::nn
