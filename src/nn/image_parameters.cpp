#include "nn/image_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/random.hpp"

namespace eigenviews::nn {

namespace {

// Numbers of the streams, apart from those of core::StreamOp.
enum class Draw : std::uint32_t { crop = 16, flip = 17, jitter = 18, gray = 19 };

core::Stream stream_of(const ViewKey& view, Draw draw) {
  return core::Stream({.seed = view.seed,
                       .original = view.original,
                       .view = view.view,
                       .op = static_cast<std::uint32_t>(draw)});
}

double uniform(core::Stream& stream, double low, double high) {
  return low + (high - low) * stream.uniform();
}

// The largest centred box whose ratio is in the range.
CropBox centred_box(const Range& ratio, const data::ImageShape& image) {
  const auto height = static_cast<double>(image.height), width = static_cast<double>(image.width);
  CropBox box{0, 0, image.height, image.width};
  if (width / height < ratio.low) {
    box.height = std::max<std::int64_t>(1, std::llrint(width / ratio.low));
  } else if (width / height > ratio.high) {
    box.width = std::max<std::int64_t>(1, std::llrint(height * ratio.high));
  }
  box.top = (image.height - box.height) / 2;
  box.left = (image.width - box.width) / 2;
  return box;
}

double draw_factor(core::Stream& stream, double strength) {
  return uniform(stream, std::max(0.0, 1 - strength), 1 + strength);
}

constexpr std::array<ColourOp, colour_ops> usual_order = {ColourOp::brightness,
                                                          ColourOp::contrast,
                                                          ColourOp::saturation,
                                                          ColourOp::hue};

void write_jitter(const ColourJitter& jitter, bool coloured, float* row) {
  std::int64_t blend = 0;
  for (const ColourOp op : jitter.order) {
    const double f = jitter.factors[static_cast<std::size_t>(op)];
    if (op == ColourOp::hue) {
      row[ViewRow::hues + blend] = coloured ? static_cast<float>(f) : 0;
      continue;
    }
    float* const out = row + ViewRow::blends + 3 * blend++;
    if (op == ColourOp::saturation && !coloured) continue;
    const auto rest = static_cast<float>(1 - f);
    out[0] = static_cast<float>(f);
    out[1] = op == ColourOp::saturation ? rest : 0;
    out[2] = op == ColourOp::contrast ? rest : 0;
  }
}

}  // namespace

CropBox draw_crop(const SslOptions& options, const data::ImageShape& image, const ViewKey& view) {
  constexpr int tries = 10;
  core::Stream stream = stream_of(view, Draw::crop);
  const auto pixels = static_cast<double>(image.height * image.width);
  const double low = std::log(options.ratio.low), high = std::log(options.ratio.high);
  for (int i = 0; i < tries; ++i) {
    const double area = pixels * uniform(stream, options.scale.low, options.scale.high);
    const double ratio = std::exp(uniform(stream, low, high));
    const double width = std::nearbyint(std::sqrt(area * ratio));
    const double height = std::nearbyint(std::sqrt(area / ratio));
    const bool fits = width >= 1 && width <= static_cast<double>(image.width) && height >= 1 &&
                      height <= static_cast<double>(image.height);
    if (!fits) continue;
    CropBox box{0, 0, static_cast<std::int64_t>(height), static_cast<std::int64_t>(width)};
    const auto place = [&](std::int64_t room) {
      return static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(room + 1)));
    };
    box.top = place(image.height - box.height);
    box.left = place(image.width - box.width);
    return box;
  }
  return centred_box(options.ratio, image);
}

bool draw_flip(const SslOptions& options, const ViewKey& view) {
  return stream_of(view, Draw::flip).uniform() < options.flip;
}

std::optional<ColourJitter> draw_jitter(const SslOptions& options, const ViewKey& view) {
  core::Stream stream = stream_of(view, Draw::jitter);
  if (!(stream.uniform() < options.jitter)) return std::nullopt;
  ColourJitter jitter{usual_order, {}};
  jitter.factors = {draw_factor(stream, options.brightness),
                    draw_factor(stream, options.contrast),
                    draw_factor(stream, options.saturation),
                    uniform(stream, -options.hue, options.hue)};
  if (options.fixed_order) return jitter;
  for (std::size_t last = colour_ops - 1; last > 0; --last) {
    std::swap(jitter.order[last], jitter.order[stream.below(last + 1)]);
  }
  return jitter;
}

bool draw_gray(const SslOptions& options, const ViewKey& view) {
  return stream_of(view, Draw::gray).uniform() < options.gray;
}

void write_view_row(const SslOptions& options,
                    const data::ImageShape& image,
                    const ViewKey& view,
                    float* row) {
  const bool coloured = image.channels == 3;
  std::fill(row, row + ViewRow::size, 0.0F);
  const CropBox box = draw_crop(options, image, view);
  std::int64_t place = ViewRow::box;
  for (const std::int64_t side : {box.top, box.left, box.height, box.width}) {
    row[place++] = static_cast<float>(side);
  }
  row[ViewRow::flip] = draw_flip(options, view) ? 1 : 0;
  for (std::int64_t i = 0; i < blend_count; ++i) row[ViewRow::blends + 3 * i] = 1;
  if (const auto jitter = draw_jitter(options, view)) write_jitter(*jitter, coloured, row);
  row[ViewRow::gray] = coloured && draw_gray(options, view) ? 1 : 0;
}

}  // namespace eigenviews::nn
