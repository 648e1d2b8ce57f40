#include <fmt/format.h>
#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <array>

#include "core/errors.hpp"
#include "data/decoded_image.hpp"
#include "data/printable.hpp"

namespace eigenviews::data {

namespace {

constexpr std::array<std::uint8_t, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::size_t chunk_frame = 12;  // bytes of length, name and checksum

std::size_t big_endian(Bytes word) {
  return std::size_t{word[0]} << 24 | std::size_t{word[1]} << 16 | std::size_t{word[2]} << 8 |
         std::size_t{word[3]};
}

// Walks the chunks [length | name | content | CRC of name and content] as far as IEND. libpng alone
// stops once it has all pixels, before the checksum of the last of them.
void require_whole_chunks(Bytes file, const std::string& where) {
  for (std::size_t at = signature.size(); file.size() - at >= chunk_frame;) {
    const std::size_t length = big_endian(file.subspan(at, 4));
    if (length > file.size() - at - chunk_frame) break;
    const Bytes checked = file.subspan(at + 4, length + 4);
    const std::string_view name(reinterpret_cast<const char*>(checked.data()), 4);
    if (crc32(0, checked.data(), static_cast<uInt>(checked.size())) !=
        big_endian(file.subspan(at + 8 + length, 4))) {
      core::reject(where,
                   "the checksum of every chunk of a PNG picture must be right",
                   fmt::format("a wrong one in chunk {} at byte {}", excerpt(name), at),
                   "the file is damaged: replace or remove it");
    }
    if (name == "IEND") return;
    at += length + chunk_frame;
  }
  core::reject(where,
               "a PNG picture ends with an IEND chunk",
               fmt::format("{} bytes without one", file.size()),
               "the file is truncated: replace or remove it");
}

// Frees what libpng has reserved, also where the constructor of PngReader refuses the picture.
struct OwnedImage : png_image {
  OwnedImage() : png_image{} { version = PNG_IMAGE_VERSION; }
  ~OwnedImage() { png_image_free(this); }
  OwnedImage(const OwnedImage&) = delete;
  OwnedImage& operator=(const OwnedImage&) = delete;
};

// libpng's simplified reader, open on a file in memory. Its errors come back as text, not through
// longjmp.
class PngReader {
 public:
  PngReader(Bytes file, const std::string& where) : where_(where) {
    if (png_image_begin_read_from_memory(&image_, file.data(), file.size()) == 0) reject();
    require_image_sides(where_, image_.height, image_.width);
    image_.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;  // not linear light, which would change the greys
  }

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
  OwnedImage image_;
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
  require_whole_chunks(file, where);
  DecodedImage image = PngReader(file, where).read();
  if (image.channels % 2 == 0) drop_alpha(image);
  return image;
}

}  // namespace eigenviews::data
