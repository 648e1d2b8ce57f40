#include "nn/image_transforms.hpp"

namespace eigenviews::nn {

namespace {

torch::Tensor planes(const torch::Tensor& numbers) { return numbers.reshape({-1, 1, 1, 1}); }

// (n, out, in): row i interpolates output i between the inputs first, ..., first + length - 1.
torch::Tensor interpolation(const torch::Tensor& first,
                            const torch::Tensor& length,
                            std::int64_t in,
                            std::int64_t out,
                            bool antialias,
                            const torch::Tensor& flips = {}) {
  const auto column = [](const torch::Tensor& numbers) { return numbers.reshape({-1, 1, 1}); };
  torch::Tensor i = torch::arange(out, first.options()).reshape({1, out, 1});
  if (flips.defined()) i = i + column(flips) * static_cast<double>(out - 1) - 2 * i * column(flips);
  const torch::Tensor step = column(length) / static_cast<double>(out);
  const torch::Tensor source = step * (i + 0.5) - 0.5;                           // (n, out, 1)
  const torch::Tensor j = torch::arange(in, first.options()) - column(first);    // (n, 1, in)
  const torch::Tensor inside = ((j >= 0) & (j < column(length))).to(j.dtype());  // (n, 1, in)
  torch::Tensor weights = (j - source).abs_();
  if (antialias) weights.div_(step.clamp_min(1));
  weights.neg_().add_(1).clamp_min_(0).mul_(inside);
  return weights.div_(weights.sum(-1, /*keepdim=*/true));
}

}  // namespace

torch::Tensor resized_crops(const torch::Tensor& images,
                            const torch::Tensor& boxes,
                            const torch::Tensor& flips,
                            std::int64_t size,
                            bool antialias) {
  const std::int64_t n = images.size(0), channels = images.size(1);
  const std::int64_t height = images.size(2), width = images.size(3);
  const auto box = [&](std::int64_t i) { return boxes.select(1, i); };
  const torch::Tensor rows = interpolation(box(0), box(2), height, size, antialias);
  const torch::Tensor columns = interpolation(box(1), box(3), width, size, antialias, flips);
  // Rows first, so that all channels of an image are one matrix in both products.
  torch::Tensor x = images.permute({0, 2, 1, 3}).contiguous();
  if (!x.is_floating_point()) x = x.to(torch::kFloat32).div_(255);
  x = torch::bmm(rows, x.reshape({n, height, channels * width}));
  x = torch::bmm(x.reshape({n, size * channels, width}), columns.transpose(1, 2));
  return x.reshape({n, size, channels, size}).permute({0, 2, 1, 3}).contiguous();
}

torch::Tensor luminance(const torch::Tensor& images) {
  if (images.size(1) == 1) return images;
  const auto channel = [&](std::int64_t c) { return images.narrow(1, c, 1); };
  return channel(0).mul(0.2989).add_(channel(1), 0.587).add_(channel(2), 0.114);
}

void blend_(torch::Tensor& images, const torch::Tensor& parameters) {
  const auto parameter = [&](std::int64_t i) { return planes(parameters.select(1, i)); };
  const torch::Tensor light = luminance(images);
  const torch::Tensor mean = light.mean({2, 3}, /*keepdim=*/true);
  const torch::Tensor added = torch::addcmul(mean * parameter(2), light, parameter(1));
  images.mul_(parameter(0)).add_(added).clamp_(0, 1);
}

// With V = max, C = max - min and d the distance, around the circle, of the hue from the channel's
// own (red 0, green 1/3, blue 2/3 of a turn), a channel of HSV is V within a sixth of a turn, V - C
// beyond a third and linear between: V - C max(0, min(1, 6 d - 1)).
torch::Tensor turn_hue(const torch::Tensor& images, const torch::Tensor& turns) {
  const torch::Tensor r = images.narrow(1, 0, 1), g = images.narrow(1, 1, 1),
                      b = images.narrow(1, 2, 1);
  const torch::Tensor value = torch::maximum(torch::maximum(r, g), b);
  const torch::Tensor chroma = value - torch::minimum(torch::minimum(r, g), b);
  const torch::Tensor sixths = 6 * torch::where(chroma == 0, torch::ones_like(chroma), chroma);
  const torch::Tensor of_red = (g - b).div_(sixths);
  const torch::Tensor of_green = (b - r).div_(sixths).add_(1 / 3.0);
  const torch::Tensor of_blue = (r - g).div_(sixths).add_(2 / 3.0);
  const torch::Tensor hue =
      torch::where(value == r, of_red, torch::where(value == g, of_green, of_blue));
  const torch::Tensor own = torch::arange(3, images.options()).div_(3).reshape({1, 3, 1, 1});
  torch::Tensor d = hue.add(planes(turns)) - own;
  d = d.sub_(d.round()).abs_();
  return value - d.mul_(6).sub_(1).clamp_(0, 1).mul_(chroma);
}

void gray_(torch::Tensor& images, const torch::Tensor& gray) {
  images.lerp_(luminance(images).expand_as(images), planes(gray));
}

}  // namespace eigenviews::nn
