#pragma once

#include <torch/torch.h>

#include <cstdint>

// Pixel operations on batches in which every image has its own parameters. With the same parameters
// each equals torchvision's functional operation (transforms.v2.functional, tensors of floats,
// 0.26) to 1e-5. Tensor operations alone, of shapes that depend on shapes alone: the same on every
// device, and a CUDA graph can hold them.
//
// Images are (n, channels, height, width), float32 in [0, 1]; parameters are n numbers, float32.

namespace eigenviews::nn {

/// A box of each image, resized to size x size by bilinear interpolation, then mirrored left to
/// right where flip is 1: resized_crop(antialias=...) and horizontal_flip.
///
/// Interpolation is linear and separable: out = W_y X W_x^T. Row i of W_y holds
///   w_j ~ max(0, 1 - |j - s_i| / a),  s_i = (i + 1/2) height / size - 1/2,  sum_j w_j = 1,
/// over the box's rows j, counted from its first; a is max(1, height / size) with antialias and 1
/// without, so the two differ only where a box is shrunk. Two batched products; no image of the
/// size of a box is made.
///
/// @param images     uint8 in 0..255 or float32 in [0, 1].
/// @param boxes      (n, 4): top, left, height, width, whole numbers, inside the image.
/// @param flips      0 or 1.
/// Cost: n channels size height (width + size) multiply-adds; n size (height + width) weights.
[[nodiscard]] torch::Tensor resized_crops(const torch::Tensor& images,
                                          const torch::Tensor& boxes,
                                          const torch::Tensor& flips,
                                          std::int64_t size,
                                          bool antialias);

/// (n, 1, height, width): .2989 R + .587 G + .114 B, or the image itself where it has one channel.
[[nodiscard]] torch::Tensor luminance(const torch::Tensor& images);

/// x -> ratio x + gray l + mean m, limited to [0, 1], in place; l is the luminance, m its mean over
/// the image. adjust_brightness: (f, 0, 0); adjust_contrast: (f, 0, 1 - f); adjust_saturation:
/// (f, 1 - f, 0).
/// @param parameters  (n, 3): ratio, gray, mean.
void blend_(torch::Tensor& images, const torch::Tensor& parameters);

/// adjust_hue: hue + turns, of HSV, of images with three channels.
[[nodiscard]] torch::Tensor turn_hue(const torch::Tensor& images, const torch::Tensor& turns);

/// rgb_to_grayscale with three channels, where `gray` is 1, in place.
void gray_(torch::Tensor& images, const torch::Tensor& gray);

}  // namespace eigenviews::nn
