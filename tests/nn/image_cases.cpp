#include "nn/image_cases.hpp"

#include "core/random.hpp"

namespace eigenviews::test {

data::Originals byte_images(data::Index n, const data::ImageShape& shape, const std::string& name) {
  data::PixelMatrix pixels(n, shape.size());
  const data::Index area = shape.height * shape.width;
  for (data::Index i = 0; i < n; ++i) {
    core::Stream stream({.seed = 11, .original = static_cast<std::uint32_t>(i)});
    for (data::Index k = 0; k < shape.size(); ++k) {
      auto value = static_cast<std::uint8_t>(stream.below(256));
      if (i == 1) value = value < 128 ? 0 : 255;
      if (i == 2 && k >= area) value = pixels(i, k - area);
      if (i == 3) value = static_cast<std::uint8_t>(k * 255 / shape.size());
      pixels(i, k) = value;
    }
  }
  return {name, pixels, shape, {}};
}

}  // namespace eigenviews::test
