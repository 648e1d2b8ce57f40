#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/input_file.hpp"
#include "data/originals.hpp"

namespace eigenviews::data {

/// A decoded picture: height x width x channels bytes, row by row, the channels of a pixel
/// together.
struct DecodedImage {
  Index height = 0;
  Index width = 0;
  Index channels = 1;  ///< 1 for grey, 3 for colour (a palette counts as colour).
  std::vector<std::uint8_t> pixels;
};

/// Sides above this are refused: a small file can name a picture that fills the memory.
constexpr Index max_image_side = 4096;

/// The pixels of a PNG or JPEG file, told apart by their first bytes, as 8-bit grey or RGB.
///
/// 16-bit samples are scaled to 8 bits, an alpha channel or transparent colour is dropped, a
/// palette is written out, orientation tags are ignored (as torchvision's folders do).
///
/// @param file   the whole file. @param where  its name, for messages.
/// @throws core::InputError  neither PNG nor JPEG, damaged or truncated, a side above
///                           max_image_side, JPEG colours other than grey, YCbCr and RGB.
[[nodiscard]] DecodedImage decode_image(Bytes file, const std::string& where);

/// @throws core::InputError  a side is 0 or above max_image_side.
void require_image_sides(const std::string& where, Index height, Index width);

// The two formats behind decode_image.
[[nodiscard]] bool is_png(Bytes file);
[[nodiscard]] DecodedImage decode_png(Bytes file, const std::string& where);
[[nodiscard]] bool is_jpeg(Bytes file);
[[nodiscard]] DecodedImage decode_jpeg(Bytes file, const std::string& where);

}  // namespace eigenviews::data
