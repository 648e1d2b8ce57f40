#include "data/decoded_image.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"
#include "data/printable.hpp"

namespace eigenviews::data {

DecodedImage decode_image(Bytes file, const std::string& where) {
  if (is_png(file)) return decode_png(file, where);
  if (is_jpeg(file)) return decode_jpeg(file, where);
  const std::string_view start(reinterpret_cast<const char*>(file.data()),
                               std::min<std::size_t>(file.size(), 8));
  core::reject(where,
               "must be a PNG or JPEG picture",
               "a file that starts with " + excerpt(start),
               "convert it, or give it a name that does not end in .png, .jpg or .jpeg");
}

void require_image_sides(const std::string& where, Index height, Index width) {
  if (height >= 1 && height <= max_image_side && width >= 1 && width <= max_image_side) return;
  core::reject(
      where,
      fmt::format("the sides of a picture must lie between 1 and {} pixels", max_image_side),
      fmt::format("{} x {} (height x width)", height, width),
      "scale it down");
}

}  // namespace eigenviews::data
