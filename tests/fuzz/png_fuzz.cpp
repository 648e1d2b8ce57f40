#include <png.h>
#include <zlib.h>

#include <vector>

#include "data/decoded_image.hpp"
#include "fuzz.hpp"

using namespace eigenviews;

namespace {

// Puts the right checksum on every whole chunk, which blind changes of the bytes would never find.
std::vector<std::uint8_t> with_checksums(data::Bytes bytes) {
  std::vector<std::uint8_t> file(bytes.begin(), bytes.end());
  for (std::size_t at = 8; at + 12 <= file.size();) {
    const std::size_t length = png_get_uint_32(file.data() + at);
    if (length > file.size() - at - 12) break;
    const std::uint8_t* name = file.data() + at + 4;
    png_save_uint_32(file.data() + at + 8 + length,
                     static_cast<png_uint_32>(crc32(0, name, static_cast<uInt>(length + 4))));
    at += length + 12;
  }
  return file;
}

void decode(data::Bytes file) {
  fuzz::expect_result_or_refusal([&] {
    const data::DecodedImage image = data::decode_png(file, "input");
    fuzz::require(image.channels == 1 || image.channels == 3);
    fuzz::require(static_cast<data::Index>(image.pixels.size()) ==
                  image.height * image.width * image.channels);
  });
}

}  // namespace

// The PNG reader, on the bytes as they are and with their checksums put right.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const data::Bytes content(bytes, size);
  if (!data::is_png(content)) return 0;
  decode(content);
  decode(with_checksums(content));
  return 0;
}
