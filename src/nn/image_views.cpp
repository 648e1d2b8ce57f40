#include "nn/image_views.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "core/threads.hpp"
#include "nn/device.hpp"
#include "nn/image_parameters.hpp"
#include "nn/image_transforms.hpp"

namespace eigenviews::nn {

namespace {

torch::Tensor copy_pixels(const data::Originals& originals, torch::Device device) {
  const auto& bytes = std::get<data::PixelMatrix>(originals.values);
  const data::ImageShape& image = *originals.image;
  const auto size = static_cast<double>(bytes.size());
  require_memory_on(device, "the images", size, "use fewer originals (--n)");
  // from_blob wants a pointer to bytes that may change; the copy reads them only.
  auto* const read = const_cast<std::uint8_t*>(bytes.data());
  return torch::from_blob(read,
                          {bytes.rows(), image.channels, image.height, image.width},
                          torch::kUInt8)
      .to(device, torch::kUInt8, /*non_blocking=*/false, /*copy=*/true);
}

torch::Tensor colours(const std::vector<double>& values, torch::Device device) {
  return torch::tensor(values, torch::kFloat64).reshape({1, -1, 1, 1}).to(device);
}

}  // namespace

SslViews::SslViews(const data::Originals& originals,
                   SslOptions options,
                   torch::Device device,
                   std::uint64_t seed)
    : options_(std::move(options)), seed_(seed) {
  if (!originals.image || !std::holds_alternative<data::PixelMatrix>(originals.values)) {
    core::reject("SslViews", "originals must be images of bytes", originals.name);
  }
  image_ = *originals.image;
  const auto channels = static_cast<std::size_t>(image_.channels);
  if (options_.mean.size() != channels || options_.std.size() != channels) {
    core::reject("SslViews",
                 fmt::format("mean and std must have {} values", channels),
                 fmt::format("{} and {}", options_.mean.size(), options_.std.size()),
                 "let parse_ssl make the options");
  }
  pixels_ = copy_pixels(originals, device);
  const torch::Tensor mean = colours(options_.mean, device), std = colours(options_.std, device);
  inverse_ = (1 / std).to(torch::kFloat32);
  add_ = (-mean / std).to(torch::kFloat32);
}

std::vector<std::int64_t> SslViews::shape() const {
  return {image_.channels, options_.size, options_.size};
}

std::vector<torch::Tensor> SslViews::random_part(const std::vector<std::int64_t>& originals,
                                                 std::int64_t views,
                                                 std::uint32_t first) const {
  const auto count = static_cast<std::int64_t>(originals.size()) * views;
  torch::Tensor chosen = torch::empty({count}, torch::kInt64);
  torch::Tensor rows = torch::empty({count, ViewRow::size}, torch::kFloat32);
  auto* const original = chosen.data_ptr<std::int64_t>();
  auto* const parameters = rows.data_ptr<float>();
  core::parallel_for(count, [&](std::int64_t i) {
    original[i] = originals[static_cast<std::size_t>(i / views)];
    write_view_row(options_,
                   image_,
                   {.seed = seed_,
                    .original = static_cast<std::uint32_t>(original[i]),
                    .view = first + static_cast<std::uint32_t>(i % views)},
                   parameters + i * ViewRow::size);
  });
  return {chosen, rows};
}

torch::Tensor SslViews::render(const std::vector<torch::Tensor>& random_part) const {
  const torch::NoGradGuard no_gradient;
  const c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::autocast_dispatch_keyset);
  const torch::Tensor& rows = random_part[1];
  torch::Tensor images = resized_crops(pixels_.index_select(0, random_part[0]),
                                       rows.narrow(1, ViewRow::box, 4),
                                       rows.select(1, ViewRow::flip),
                                       options_.size,
                                       options_.antialias);
  change_colours(images, rows);
  return torch::addcmul(add_, images, inverse_);
}

void SslViews::change_colours(torch::Tensor& images, const torch::Tensor& rows) const {
  const bool coloured = image_.channels == 3;
  const auto turn = [&](std::int64_t place) {
    if (coloured && options_.jitter > 0 && options_.hue > 0) {
      images = turn_hue(images, rows.select(1, ViewRow::hues + place));
    }
  };
  const bool blends = options_.brightness > 0 || options_.contrast > 0 || options_.saturation > 0;
  for (std::int64_t i = 0; i < blend_count; ++i) {
    turn(i);
    if (blends && options_.jitter > 0) {
      blend_(images, rows.narrow(1, ViewRow::blends + 3 * i, 3));
    }
  }
  turn(blend_count);
  if (coloured && options_.gray > 0) gray_(images, rows.select(1, ViewRow::gray));
}

double SslViews::render_bytes(std::int64_t views) const {
  const auto side = static_cast<double>(options_.size);
  const auto height = static_cast<double>(image_.height), width = static_cast<double>(image_.width);
  const auto channels = static_cast<double>(image_.channels);
  // Crop: bytes gathered and reordered, pixels, half-resized pixels, two sets of weights with two
  // temporaries each. Colours: the images and their new hue, value, chroma and three of its kind.
  const double crop = channels * height * width * (2 + 4) + 4 * channels * side * width +
                      3 * 4 * side * (height + width);
  const double colour = 4 * side * side * (4 * channels + 6);
  return static_cast<double>(views) * std::max(crop, colour);
}

}  // namespace eigenviews::nn
