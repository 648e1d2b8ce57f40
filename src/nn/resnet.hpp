#pragma once

#include <memory>

#include "nn/model_backbone.hpp"

namespace eigenviews::nn {

/// Residual networks: K. He, X. Zhang, S. Ren, J. Sun, CVPR 2016, arXiv 1512.03385, as torchvision
/// builds them, with its tensor names.
///
/// Weights are drawn from Torch's global generator: torch::manual_seed(seed) before a call makes
/// them reproducible.

/// What stands before the residual blocks: convolution - BN - ReLU - max pool 3x3, stride 2.
struct Stem {
  bool large = false;  ///< the convolution is 7x7 with stride 2, otherwise 3x3 with stride 1.
  bool relu = true;
  bool max_pool = false;

  static const Stem imagenet;       ///< torchvision's: large, ReLU, max pool.
  static const Stem cifar;          ///< small, ReLU, no pool: for images of some 32 pixels.
  static const Stem cifar_no_relu;  ///< small, neither: as the paper's code computes it.

  friend bool operator==(const Stem&, const Stem&) = default;
};
inline constexpr Stem Stem::imagenet{true, true, true};
inline constexpr Stem Stem::cifar{false, true, false};
inline constexpr Stem Stem::cifar_no_relu{false, false, false};

/// ResNet-18, 34 and 50 without their classifier.
struct ResNetOptions {
  int depth = 18;  ///< 18, 34 or 50.
  Stem stem = Stem::cifar;
  double width = 1;  ///< stage i of 0..3 has c 2^i channels, c = max(1, round(64 width)).
  ImageShape image;
  bool any_size = false;  ///< takes images too small to train on as well.
};

/// Stem - four stages - global average; 8 c features from basic blocks (18, 34) and 32 c from
/// bottlenecks (50, stride in the 3x3 convolution: "v1.5"). The tensors of torchvision's model
/// without fc.*, in the same order: conv1.weight, bn1.*, layer1.0.conv1.weight, ...,
/// layer2.0.downsample.0.weight, ...
///
/// Weights start as torchvision's do: convolutions normal with variance 2 / (c_out k^2), BN with
/// weight 1 and bias 0, the last of a block as well; BN: momentum .1, eps 1e-5. After the same
/// seed they equal, bit for bit, those of a torchvision model that draws no fc.
///
/// @throws core::InputError  another depth; width not finite and > 0; weights beyond the memory; an
///     image so small that a stride would act on a single pixel (sides below 5, twice that less
///     one for each of a large stem and a max pool: 17 with the imagenet stem), unless any_size.
[[nodiscard]] std::shared_ptr<Backbone> make_resnet(const ResNetOptions& options);

/// A residual network for toy images of 16 to 32 pixels.
struct TinyResNetOptions {
  double width = 8;  ///< c = max(1, round(width)) channels in the first stage.
  ImageShape image;
};

/// Features that resnet-tiny returns.
inline constexpr std::int64_t tiny_features = 128;

/// Convolution 3x3 - BN - ReLU - basic blocks of c, 2c and 4c channels, strides 1, 2, 2 - flatten -
/// Linear(4c ceil(height / 4) ceil(width / 4), 128) - ReLU. The head flattens because a global
/// average hides where in the image something is. Tensors: conv1, bn1, layer1.0.*, layer2.0.*,
/// layer3.0.*, fc; PyTorch's default initialisation of each layer.
///
/// @throws core::InputError  width not finite and > 0; weights beyond the memory; a side below 3
///                           pixels.
[[nodiscard]] std::shared_ptr<Backbone> make_tiny_resnet(const TinyResNetOptions& options);

}  // namespace eigenviews::nn
