#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <array>

#include "core/errors.hpp"
#include "data/decoded_image.hpp"
#include "data/printable.hpp"

namespace eigenviews::data {

namespace {

constexpr std::array<std::uint8_t, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
// The last chunk: no content, its name, its checksum.
constexpr std::array<std::uint8_t, 12>
    end_chunk{0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};

// libpng's simplified reader, open on a file in memory. Its errors come back as text, not through
// longjmp.
class PngReader {
 public:
  PngReader(Bytes file, const std::string& where) : where_(where) {
    image_.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image_, file.data(), file.size()) == 0) reject();
    require_image_sides(where_, image_.height, image_.width);
    image_.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;  // not linear light, which would change the greys
  }
  ~PngReader() { png_image_free(&image_); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  // Grey, grey and alpha, RGB or RGBA; 8 bits each.
  DecodedImage read() {
    image_.format &= PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA;
    DecodedImage image{.height = image_.height, .width = image_.width, .channels = 1, .pixels = {}};
    image.channels = PNG_IMAGE_SAMPLE_CHANNELS(image_.format);
    image.pixels.resize(PNG_IMAGE_SIZE(image_));
    if (png_image_finish_read(&image_, nullptr, image.pixels.data(), 0, nullptr) == 0) reject();
    return image;
  }

 private:
  [[noreturn]] void reject() const {
    const std::string message = image_.message;
    core::reject(where_,
                 "must be an undamaged PNG picture",
                 "libpng's message " + excerpt(message),
                 "replace or remove the file");
  }

  const std::string& where_;
  png_image image_{};
};

// Takes the last channel, alpha, out of 2 or 4.
void drop_alpha(DecodedImage& image) {
  const auto stride = static_cast<std::size_t>(image.channels);
  std::size_t to = 0;
  for (std::size_t from = 0; from < image.pixels.size(); ++from) {
    if (from % stride != stride - 1) image.pixels[to++] = image.pixels[from];
  }
  image.pixels.resize(to);
  --image.channels;
}

}  // namespace

bool is_png(Bytes file) {
  return file.size() >= signature.size() &&
         std::equal(signature.begin(), signature.end(), file.begin());
}

DecodedImage decode_png(Bytes file, const std::string& where) {
  // libpng stops reading once it has all pixels, before the checksum of the last of them.
  if (std::search(file.begin(), file.end(), end_chunk.begin(), end_chunk.end()) == file.end()) {
    core::reject(where,
                 "a PNG picture ends with an IEND chunk",
                 fmt::format("{} bytes without one", file.size()),
                 "the file is truncated: replace or remove it");
  }
  DecodedImage image = PngReader(file, where).read();
  if (image.channels % 2 == 0) drop_alpha(image);
  return image;
}

}  // namespace eigenviews::data
