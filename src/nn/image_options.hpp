#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/originals.hpp"

namespace eigenviews::nn {

/// Low and high end of a uniform draw, low <= high.
struct Range {
  double low = 0, high = 0;
};

/// The augmentations of self-supervised vision training, in the order in which they act: random
/// resized crop, left-right mirror, colour jitter, grey, normalisation. The defaults are those of
/// the paper's CIFAR-10 experiments (docs/tools.md, `ssl`).
struct SslOptions {
  std::int64_t size = 0;             ///< of a view, size x size.
  Range scale = {0.08, 1};           ///< share of the image's area that a crop takes.
  Range ratio = {3.0 / 4, 4.0 / 3};  ///< width / height of a crop, uniform in logarithm.
  bool antialias = true;             ///< low-pass filter where a crop is shrunk.
  double flip = 0.5;                 ///< probability of the mirror.
  double jitter = 0.8;               ///< probability of the colour jitter.
  double brightness = 0.4, contrast = 0.4, saturation = 0.4;  ///< b: factors in [max(0,1-b), 1+b].
  double hue = 0;                                             ///< turns in [-hue, hue], hue <= 1/2.
  bool fixed_order = false;       ///< brightness, contrast, saturation, hue; otherwise shuffled.
  double gray = 0.2;              ///< probability of grey.
  std::vector<double> mean, std;  ///< a value a channel, pixels in [0, 1]; std > 0.
};

/// Whether `augment` names this pipeline: "ssl" or "ssl:key=value,...".
[[nodiscard]] bool is_ssl(const std::string& augment);

/// Reads "ssl[:key=value,...]". Keys: size, scale=LOWxHIGH, ratio=LOWxHIGH, antialias=yes|no, flip,
/// jitter, brightness, contrast, saturation, hue, order=random|fixed, gray, mean=AxBxC, std=AxBxC.
///
/// Defaults that depend on the data: size is the shorter side of the images; mean and std are those
/// of the originals' pixels, channel by channel, and for "cifar10" the constants of the reference
/// code. Grey images (one channel) have no saturation, hue and grey.
///
/// @param originals    bytes with an image shape of 1 or 3 channels.
/// @param std_is_mean  divide by the mean, a quirk of the reference code's STL-10 and ImageNet
/// runs.
/// @throws core::InputError  originals of another kind, an unknown key (the nearest known one is
///                           named), a value out of range, std given with std_is_mean, originals
///                           whose pixels are all equal or all 0.
[[nodiscard]] SslOptions parse_ssl(const std::string& text,
                                   const data::Originals& originals,
                                   bool std_is_mean = false);

/// The specification with every key, which parse_ssl reads back.
[[nodiscard]] std::string ssl_text(const SslOptions& options);

}  // namespace eigenviews::nn
