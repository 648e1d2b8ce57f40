#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eigenviews::report {

/// Pixels of 8 bits a channel, row by row from the top, channels interleaved.
struct PixelImage {
  Eigen::Index rows = 0;
  Eigen::Index cols = 0;
  int channels = 1;                  ///< 1 grey, 3 RGB, 4 RGB and alpha.
  std::vector<std::uint8_t> pixels;  ///< rows * cols * channels values.
};

/// The bytes of a PNG file; the same image gives the same bytes.
/// @throws core::InputError  a side is < 1 or above 2^16, channels is none of 1, 3, 4, or `pixels`
///                           has another size.
[[nodiscard]] std::string encode_png(const PixelImage& image);

/// Base64 (RFC 4648, with padding).
[[nodiscard]] std::string base64(std::string_view bytes);

/// "data:image/png;base64,..." of the bytes of a PNG file.
[[nodiscard]] std::string png_data_uri(std::string_view png);

}  // namespace eigenviews::report
