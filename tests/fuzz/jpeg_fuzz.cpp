#include "data/decoded_image.hpp"
#include "fuzz.hpp"

using namespace eigenviews;

// The JPEG reader, through the function that tells the formats apart.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const data::Bytes content(bytes, size);
  if (data::is_png(content)) return 0;  // another target's work
  fuzz::expect_result_or_refusal([&] {
    const data::DecodedImage image = data::decode_image(content, "input");
    fuzz::require(image.channels == 1 || image.channels == 3);
    fuzz::require(static_cast<data::Index>(image.pixels.size()) ==
                  image.height * image.width * image.channels);
  });
  return 0;
}
