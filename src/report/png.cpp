#include "report/png.hpp"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <stdexcept>

#include "core/errors.hpp"

namespace eigenviews::report {
namespace {

constexpr Eigen::Index max_side = 1 << 16;

void validate(const PixelImage& image) {
  const auto valid_side = [](Eigen::Index side) { return side >= 1 && side <= max_side; };
  if (!valid_side(image.rows) || !valid_side(image.cols)) {
    core::reject("encode_png",
                 "sides must be in [1, 65536]",
                 fmt::format("{} x {}", image.rows, image.cols));
  }
  if (image.channels != 1 && image.channels != 3 && image.channels != 4) {
    core::reject("encode_png", "channels must be 1, 3 or 4", image.channels);
  }
  const Eigen::Index expected = image.rows * image.cols * image.channels;
  if (static_cast<Eigen::Index>(image.pixels.size()) != expected) {
    core::reject("encode_png",
                 fmt::format("{} x {} x {} pixels need {} bytes",
                             image.rows,
                             image.cols,
                             image.channels,
                             expected),
                 image.pixels.size());
  }
}

png_uint_32 format_of(int channels) {
  if (channels == 1) return PNG_FORMAT_GRAY;
  return channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_RGBA;
}

}  // namespace

std::string encode_png(const PixelImage& image) {
  validate(image);
  png_image control{};
  control.version = PNG_IMAGE_VERSION;
  control.width = static_cast<png_uint_32>(image.cols);
  control.height = static_cast<png_uint_32>(image.rows);
  control.format = format_of(image.channels);

  png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(control);
  std::string png(bytes, '\0');
  const int written = png_image_write_to_memory(&control,
                                                png.data(),
                                                &bytes,
                                                /*convert_to_8_bit=*/0,
                                                image.pixels.data(),
                                                /*row_stride=*/0,
                                                /*colormap=*/nullptr);
  if (written == 0) throw std::runtime_error(fmt::format("encode_png: {}", control.message));
  png.resize(bytes);
  return png;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t taken = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;  // 24 bits, the missing ones 0
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < taken ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += j <= taken ? digits[group >> (18 - 6 * j) & 63u] : '=';
    }
  }
  return text;
}

std::string png_data_uri(std::string_view png) { return "data:image/png;base64," + base64(png); }

}  // namespace eigenviews::report
