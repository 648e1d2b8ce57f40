#include "data/decoded_image.hpp"

#include <algorithm>
#include <cstdlib>

#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::decode_image;
using data::DecodedImage;
using data::Index;

namespace {

void expect_image(const ByteVector& file,
                  Index height,
                  Index width,
                  Index channels,
                  const ByteVector& pixels) {
  const DecodedImage image = decode_image(file, "a.png");
  CHECK(image.height == height);
  CHECK(image.width == width);
  CHECK(image.channels == channels);
  CHECK(image.pixels == pixels);
}

void expect_image_refusal(const ByteVector& file, std::initializer_list<std::string_view> parts) {
  expect_refusal([&] { (void)decode_image(file, "a.png"); }, parts);
}

// Puts another height and width into the frame header of a JPEG file.
ByteVector with_jpeg_sides(ByteVector file, std::uint16_t height, std::uint16_t width) {
  const ByteVector frame{0xff, 0xc0};
  const auto at = std::search(file.begin(), file.end(), frame.begin(), frame.end());
  const ByteVector sides = joined({big(height, 2), big(width, 2)});
  std::copy(sides.begin(), sides.end(), at + 5);
  return file;
}

const ByteVector grey_png =
    png_file({.width = 3, .height = 2, .samples = {0, 1, 2, 253, 254, 255}});

}  // namespace

TEST_CASE("grey and RGB pictures in PNG keep their bytes") {
  expect_image(grey_png, 2, 3, 1, {0, 1, 2, 253, 254, 255});
  expect_image(
      png_file({.width = 2, .height = 1, .colour_type = 2, .samples = {9, 8, 7, 255, 0, 1}}),
      1,
      2,
      3,
      {9, 8, 7, 255, 0, 1});
}

TEST_CASE("the alpha channel of a PNG picture is dropped, its colours unchanged") {
  expect_image(png_file({.width = 2, .height = 1, .colour_type = 4, .samples = {100, 0, 50, 255}}),
               1,
               2,
               1,
               {100, 50});
  expect_image(png_file({.colour_type = 6, .samples = {10, 20, 30, 1}}), 1, 1, 3, {10, 20, 30});
}

TEST_CASE("a transparent colour of a PNG picture is shown as it is") {
  expect_image(
      png_file({.width = 2, .samples = {7, 8}, .between_chunks = png_chunk("tRNS", {0, 7})}),
      1,
      2,
      1,
      {7, 8});
}

TEST_CASE("a palette is written out as colour, few bits a pixel as eight") {
  const ByteVector palette = png_chunk("PLTE", {1, 2, 3, 250, 251, 252});
  expect_image(png_file({.width = 3,
                         .bit_depth = 1,
                         .colour_type = 3,
                         .samples = {0b01000000},
                         .between_chunks = palette}),
               1,
               3,
               3,
               {1, 2, 3, 250, 251, 252, 1, 2, 3});
  expect_image(png_file({.width = 3, .bit_depth = 2, .samples = {0b00011100}}),
               1,
               3,
               1,
               {0, 85, 255});
}

TEST_CASE("sixteen bits are scaled to eight without a change of brightness") {
  // 257 times a byte is that byte in 16 bits.
  expect_image(png_file({.width = 3, .bit_depth = 16, .samples = {0, 0, 128, 128, 255, 255}}),
               1,
               3,
               1,
               {0, 128, 255});
}

TEST_CASE("a PNG picture of odd size survives the round trip") {
  ByteVector samples(597 * 43);
  for (std::size_t k = 0; k < samples.size(); ++k) {
    samples[k] = static_cast<std::uint8_t>(k * k % 251);
  }
  expect_image(png_file({.width = 43, .height = 597, .samples = samples}), 597, 43, 1, samples);
}

TEST_CASE("a PNG picture cut at any byte is refused") {
  for (std::size_t length = 8; length < grey_png.size(); ++length) {
    INFO("length " << length);
    expect_image_refusal(cut(grey_png, grey_png.size() - length), {"a.png: ", "truncated"});
  }
}

TEST_CASE("a PNG picture with any one byte changed is refused") {
  for (std::size_t at = 0; at < grey_png.size(); ++at) {
    INFO("byte " << at);
    ByteVector file = grey_png;
    file[at] ^= 0x10;
    CHECK_THROWS_AS(decode_image(file, "a.png"), core::InputError);
  }
  ByteVector file = grey_png;
  file[29] ^= 1;  // the first byte of IHDR's checksum
  expect_image_refusal(file, {"checksum of every chunk", "chunk 'IHDR' at byte 8", "damaged"});
}

TEST_CASE("a PNG picture with sound checksums and wrong content is refused") {
  expect_image_refusal(png_file({.colour_type = 7, .samples = {1}}),
                       {"must be an undamaged PNG picture", "libpng's message"});
  expect_image_refusal(png_file({.width = 2, .height = 3, .samples = {1, 2, 3}}),
                       {"must be an undamaged PNG picture"});  // half of the bytes
  ByteVector no_header = joined({cut(grey_png, grey_png.size() - 8), png_chunk("IEND", {})});
  expect_image_refusal(no_header, {"must be an undamaged PNG picture"});
}

TEST_CASE("huge sides of a PNG picture are refused before memory is reserved for them") {
  const std::string_view rule = "sides of a picture must lie between 1 and 4096";
  expect_image_refusal(png_file({.width = 4097, .samples = {1}}),
                       {rule, "1 x 4097 (height x width)"});
  expect_image_refusal(png_file({.width = 1000000, .samples = {1}}), {rule, "1 x 1000000"});
  expect_image_refusal(png_file({.width = 0x7fffffff, .samples = {1}}), {"undamaged PNG"});
  expect_image_refusal(png_file({.width = 0xffffffff, .samples = {1}}), {"undamaged PNG"});
  expect_image_refusal(png_file({.width = 0, .samples = {1}}), {"undamaged PNG"});
}

TEST_CASE("sides of 1 and 4096 are taken, 0 and 4097 refused") {
  data::require_image_sides("a", 1, 4096);
  data::require_image_sides("a", 4096, 1);
  for (const auto& [height, width] :
       {std::pair<Index, Index>{0, 1}, {1, 0}, {4097, 1}, {1, 4097}}) {
    expect_refusal([h = height, w = width] { data::require_image_sides("a", h, w); },
                   {"a: the sides of a picture", "scale it down"});
  }
}

// Found by the fuzz target png: the picture was refused and libpng's memory not given back. The
// leak shows under the address sanitizer.
TEST_CASE("a refused PNG picture leaves no memory behind") {
  for (int i = 0; i < 3; ++i) {
    expect_image_refusal(png_file({.width = 5000, .samples = ByteVector(5000)}), {"1 x 5000"});
  }
}

TEST_CASE("grey and colour pictures in JPEG are decoded to the nearest bytes") {
  const DecodedImage grey = decode_image(jpeg_file(2, 3, {100}), "a.jpg");
  CHECK(grey.height == 2);
  CHECK(grey.width == 3);
  CHECK(grey.channels == 1);
  CHECK(grey.pixels == ByteVector(6, 100));  // a flat block: its mean alone is stored
  const ByteVector colour{200, 30, 60};
  const DecodedImage image = decode_image(jpeg_file(9, 17, colour), "a.jpg");
  CHECK(image.height == 9);
  CHECK(image.width == 17);
  REQUIRE(image.channels == 3);
  REQUIRE(image.pixels.size() == 9 * 17 * 3);
  int worst = 0;  // YCbCr is rounded to bytes, and comes back with up to 2 of error
  for (std::size_t k = 0; k < image.pixels.size(); ++k) {
    worst = std::max(worst, std::abs(image.pixels[k] - colour[k % 3]));
  }
  CHECK(worst <= 2);
}

TEST_CASE("a JPEG picture cut at any byte is refused") {
  const ByteVector file = jpeg_file(9, 17, {200, 30, 60});
  for (std::size_t length = 3; length < file.size(); ++length) {
    INFO("length " << length);
    expect_image_refusal(cut(file, file.size() - length),
                         {"a.png: must be an undamaged JPEG picture", "replace or remove"});
  }
}

// Bug: libjpeg takes a file cut inside its header for one of tables, of 0 x 0 pixels, and the line
// said that these sides were wrong and the picture to be scaled down.
TEST_CASE("a JPEG picture that ends before its frame is refused as damaged") {
  expect_image_refusal(cut(jpeg_file(8, 8, {100}), jpeg_file(8, 8, {100}).size() - 4),
                       {"undamaged JPEG picture", "without the header of a frame"});
}

TEST_CASE("damaged codes of a JPEG picture are refused") {
  ByteVector file = jpeg_file(64, 64, {200, 30, 60});
  std::fill(file.end() - 40, file.end() - 2, std::uint8_t{0xfe});
  expect_image_refusal(file, {"must be an undamaged JPEG picture"});
}

TEST_CASE("huge sides of a JPEG picture are refused before memory is reserved for them") {
  const ByteVector file = jpeg_file(8, 8, {100});
  expect_image_refusal(with_jpeg_sides(file, 65500, 65500),
                       {"sides of a picture must lie between 1 and 4096", "65500 x 65500"});
  expect_image_refusal(with_jpeg_sides(file, 1, 4097), {"1 x 4097"});
  expect_image_refusal(with_jpeg_sides(file, 4000, 4000), {"undamaged JPEG"});  // no bytes for them
}

TEST_CASE("JPEG pictures in four colours are refused with the way out") {
  expect_image_refusal(jpeg_file(8, 8, {1, 2, 3, 4}),
                       {"must be grey, YCbCr or RGB", "four-colour", "convert it to RGB"});
}

TEST_CASE("what is neither PNG nor JPEG is refused, and its start shown") {
  const std::string_view rule = "a.png: must be a PNG or JPEG picture";
  expect_image_refusal(bytes_of("GIF89a-and-more"), {rule, "starts with 'GIF89a-a'"});
  expect_image_refusal({}, {rule, "starts with ''"});
  expect_image_refusal({0xff, 0xd8}, {rule});
  expect_image_refusal(cut(grey_png, grey_png.size() - 7), {rule, "'?PNG"});
}

}  // namespace eigenviews::test
