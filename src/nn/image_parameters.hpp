#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "data/originals.hpp"
#include "nn/image_options.hpp"

// All that is random in a view of `ssl`. Each operation has a stream of its own, so what is drawn
// for it is a function of (seed, original, view) alone: not of the batch, the device, or whether
// another operation is switched on. Streams are Philox in double precision (core/random.hpp).

namespace eigenviews::nn {

struct ViewKey {
  std::uint64_t seed = 0;
  std::uint32_t original = 0;
  std::uint32_t view = 0;
};

/// Rows top, ..., top + height - 1 and columns left, ..., left + width - 1 of an image.
struct CropBox {
  std::int64_t top = 0, left = 0, height = 0, width = 0;
  friend bool operator==(const CropBox&, const CropBox&) = default;
};

/// The crop of torchvision's RandomResizedCrop: up to ten tries of a uniform area in scale times
/// the image's and a log-uniform ratio, sides rounded, at a uniform place; where none fits, the
/// largest centred box whose ratio is in the range.
[[nodiscard]] CropBox draw_crop(const SslOptions& options,
                                const data::ImageShape& image,
                                const ViewKey& view);

[[nodiscard]] bool draw_flip(const SslOptions& options, const ViewKey& view);

enum class ColourOp {
  brightness = 0,  ///< x -> f x
  contrast = 1,    ///< x -> f x + (1 - f) mean of the luminance over the image
  saturation = 2,  ///< x -> f x + (1 - f) luminance
  hue = 3,         ///< hue -> hue + f, of one turn
};
inline constexpr std::size_t colour_ops = 4;

struct ColourJitter {
  std::array<ColourOp, colour_ops> order;    ///< in which they act.
  std::array<double, colour_ops> factors{};  ///< f of each ColourOp.
};

/// Nothing with probability 1 - jitter; otherwise a uniform order and uniform factors.
[[nodiscard]] std::optional<ColourJitter> draw_jitter(const SslOptions& options,
                                                      const ViewKey& view);

[[nodiscard]] bool draw_gray(const SslOptions& options, const ViewKey& view);

/// A view's parameters as the pixel operations take them, in one row of numbers. Brightness,
/// contrast and saturation are one operation, x -> ratio x + gray l + mean m with the luminance l
/// and its mean m; the change of hue acts before one of the three, or after all.
struct ViewRow {
  static constexpr std::int64_t box = 0;     ///< top, left, height, width.
  static constexpr std::int64_t flip = 4;    ///< 0 or 1.
  static constexpr std::int64_t blends = 5;  ///< three times ratio, gray, mean.
  static constexpr std::int64_t hues = 14;   ///< turns before blend 0, 1, 2 and after all.
  static constexpr std::int64_t gray = 18;   ///< 0 or 1.
  static constexpr std::int64_t size = 19;
};
inline constexpr std::int64_t blend_count = 3;

/// Draws everything and writes a row of ViewRow::size numbers. Integers are exact below 2^24.
void write_view_row(const SslOptions& options,
                    const data::ImageShape& image,
                    const ViewKey& view,
                    float* row);

}  // namespace eigenviews::nn
