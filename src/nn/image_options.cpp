#include "nn/image_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/errors.hpp"
#include "core/spec.hpp"

namespace eigenviews::nn {

namespace {

constexpr std::int64_t largest_size = 4096;
constexpr double largest_factor = 100;

const data::PixelMatrix& require_images(const data::Originals& originals) {
  const char* remedy = "use a data set of images, or gaussian:sigma=S";
  if (!originals.image) {
    core::reject("--augment", "ssl needs originals that are images", originals.name, remedy);
  }
  const auto* pixels = std::get_if<data::PixelMatrix>(&originals.values);
  if (pixels == nullptr) {
    core::reject("--augment", "ssl needs images of bytes", "real numbers", "store them as uint8");
  }
  if (originals.image->channels != 1 && originals.image->channels != 3) {
    core::reject("--augment",
                 "ssl needs images of 1 or 3 channels",
                 originals.image->channels,
                 remedy);
  }
  return *pixels;
}

Range read_range(core::Spec& spec, const char* key, const Range& fallback, double highest) {
  const auto ends = spec.positive_list(key, {fallback.low, fallback.high}, 2);
  if (!(ends[0] <= ends[1] && ends[1] <= highest)) {
    const std::string limit = std::isfinite(highest) ? fmt::format(" <= {}", highest) : "";
    core::reject(spec.text(),
                 fmt::format("{} must be LOWxHIGH with LOW <= HIGH{}", key, limit),
                 fmt::format("{}x{}", ends[0], ends[1]));
  }
  return {ends[0], ends[1]};
}

bool read_flag(core::Spec& spec, const char* key, bool fallback) {
  return spec.word(key, fallback ? "yes" : "no", {"yes", "no"}) == "yes";
}

// Mean and standard deviation of the pixels of each channel, in [0, 1].
void measure_colours(const data::PixelMatrix& pixels,
                     const data::ImageShape& image,
                     SslOptions& options) {
  const Eigen::Index area = image.height * image.width;
  for (Eigen::Index c = 0; c < image.channels; ++c) {
    std::array<double, 256> count{};
    for (Eigen::Index i = 0; i < pixels.rows(); ++i) {
      const std::uint8_t* row = pixels.row(i).data() + c * area;
      for (Eigen::Index k = 0; k < area; ++k) ++count[row[k]];
    }
    const double all = static_cast<double>(pixels.rows() * area);
    double mean = 0, variance = 0;
    for (std::size_t v = 0; v < 256; ++v) mean += count[v] / all * static_cast<double>(v);
    for (std::size_t v = 0; v < 256; ++v) {
      variance += count[v] / all * std::pow(static_cast<double>(v) - mean, 2);
    }
    options.mean.push_back(mean / 255);
    options.std.push_back(std::sqrt(variance) / 255);
  }
}

// The reference code's constants for CIFAR-10, in units of bytes. Its deviations are means of the
// deviations of single images.
const std::vector<double> cifar10_mean = {125.307, 122.961, 113.8575};
const std::vector<double> cifar10_std = {51.5865, 50.847, 51.255};

std::vector<double> of_unit_pixels(std::vector<double> bytes) {
  for (double& value : bytes) value /= 255;
  return bytes;
}

std::vector<double> read_colours(core::Spec& spec,
                                 const char* key,
                                 const std::vector<double>& fallback) {
  const auto values = spec.positive_list(key, fallback, fallback.size());
  for (const double value : values) {
    if (spec.has(key) && value > 1) {
      core::reject(spec.text(),
                   fmt::format("{} must be in (0, 1], as pixels are", key),
                   value,
                   "divide it by 255");
    }
  }
  return values;
}

void require_deviation(const SslOptions& options) {
  for (const double value : options.std) {
    if (value > 0) continue;
    core::reject("--augment",
                 "ssl divides by the standard deviation of the pixels, which must be > 0",
                 value,
                 "give mean and std, for example ssl:mean=0.5,std=0.25");
  }
}

void read_normalisation(core::Spec& spec,
                        const data::Originals& originals,
                        bool std_is_mean,
                        SslOptions& options) {
  const data::PixelMatrix& pixels = require_images(originals);
  if (std_is_mean && spec.has("std")) {
    core::reject(spec.text(), "std-is-mean divides by the mean", "std", "leave std out");
  }
  if (originals.name == "cifar10") {
    options.mean = of_unit_pixels(cifar10_mean);
    options.std = of_unit_pixels(cifar10_std);
  } else if (!(spec.has("mean") && spec.has("std"))) {
    measure_colours(pixels, *originals.image, options);
  } else {
    options.mean.resize(static_cast<std::size_t>(originals.image->channels));
    options.std = options.mean;
  }
  options.mean = read_colours(spec, "mean", options.mean);
  options.std = read_colours(spec, "std", options.std);
  if (std_is_mean) options.std = options.mean;
  require_deviation(options);
}

}  // namespace

bool is_ssl(const std::string& augment) { return augment == "ssl" || augment.starts_with("ssl:"); }

SslOptions parse_ssl(const std::string& text, const data::Originals& originals, bool std_is_mean) {
  require_images(originals);
  core::Spec spec = core::Spec::parse(text);
  if (spec.name() != "ssl") core::reject_unknown("--augment", "pipeline", spec.name(), {"ssl"});
  SslOptions o;
  const Eigen::Index side = std::min(originals.image->height, originals.image->width);
  o.size = spec.integer("size", side, 1, largest_size);
  o.scale = read_range(spec, "scale", o.scale, 1);
  o.ratio = read_range(spec, "ratio", o.ratio, HUGE_VAL);
  o.antialias = read_flag(spec, "antialias", o.antialias);
  o.flip = spec.number("flip", o.flip, 0, 1);
  o.jitter = spec.number("jitter", o.jitter, 0, 1);
  o.brightness = spec.number("brightness", o.brightness, 0, largest_factor);
  o.contrast = spec.number("contrast", o.contrast, 0, largest_factor);
  o.saturation = spec.number("saturation", o.saturation, 0, largest_factor);
  o.hue = spec.number("hue", o.hue, 0, 0.5);
  o.fixed_order = spec.word("order", "random", {"random", "fixed"}) == "fixed";
  o.gray = spec.number("gray", o.gray, 0, 1);
  read_normalisation(spec, originals, std_is_mean, o);
  spec.finish();
  return o;
}

std::string ssl_text(const SslOptions& o) {
  return fmt::format(
      "ssl:size={},scale={}x{},ratio={}x{},antialias={},flip={},jitter={},brightness={},"
      "contrast={},saturation={},hue={},order={},gray={},mean={},std={}",
      o.size,
      o.scale.low,
      o.scale.high,
      o.ratio.low,
      o.ratio.high,
      o.antialias ? "yes" : "no",
      o.flip,
      o.jitter,
      o.brightness,
      o.contrast,
      o.saturation,
      o.hue,
      o.fixed_order ? "fixed" : "random",
      o.gray,
      fmt::join(o.mean, "x"),
      fmt::join(o.std, "x"));
}

}  // namespace eigenviews::nn
