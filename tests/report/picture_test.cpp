#include <png.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "report/colour_map.hpp"
#include "report/png.hpp"
#include "report/sphere_map.hpp"
#include "report/vectors.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using Eigen::Index;
using Eigen::VectorXd;
using report::diverging_colour;
using report::encode_png;
using report::PixelImage;
using report::Rgb;
using report::sphere_map;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double pi = std::numbers::pi;

/// The pixels of a PNG file as RGBA, read by libpng's own reader.
std::vector<std::uint8_t> decoded(const std::string& png, Index rows, Index cols) {
  png_image control{};
  control.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&control, png.data(), png.size()) != 0);
  REQUIRE(control.height == static_cast<png_uint_32>(rows));
  REQUIRE(control.width == static_cast<png_uint_32>(cols));
  control.format = PNG_FORMAT_RGBA;
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(control));
  REQUIRE(png_image_finish_read(&control, nullptr, pixels.data(), 0, nullptr) != 0);
  return pixels;
}

/// Distinct values in every byte of a small image.
PixelImage counting_image(Index rows, Index cols, int channels) {
  PixelImage image{rows, cols, channels, {}};
  for (Index i = 0; i < rows * cols * channels; ++i) {
    image.pixels.push_back(static_cast<std::uint8_t>((37 * i + 5) % 256));
  }
  return image;
}

Rgb pixel(const PixelImage& image, Index row, Index col) {
  const auto at = static_cast<std::size_t>((row * image.cols + col) * image.channels);
  return {image.pixels[at], image.pixels[at + 1], image.pixels[at + 2]};
}

}  // namespace

TEST_CASE("colours: white at 0, blue below, red above, clipped at the ends, grey for NaN") {
  CHECK(diverging_colour(0) == Rgb{247, 247, 247});
  CHECK(diverging_colour(-0.0) == Rgb{247, 247, 247});
  CHECK(diverging_colour(0.5) == Rgb{236, 145, 118});
  CHECK(diverging_colour(-0.5) == Rgb{128, 168, 216});
  CHECK(diverging_colour(1) == Rgb{160, 28, 38});
  CHECK(diverging_colour(-1) == Rgb{30, 75, 148});
  CHECK(diverging_colour(7) == diverging_colour(1));
  CHECK(diverging_colour(-std::numeric_limits<double>::infinity()) == diverging_colour(-1));
  CHECK(diverging_colour(nan) == Rgb{128, 128, 128});
}

TEST_CASE("colours darken with |t| on both sides") {
  for (const int sign : {-1, 1}) {
    int before = 3 * 256;
    for (int i = 0; i <= 20; ++i) {
      const Rgb colour = diverging_colour(sign * i / 20.0);
      const int sum = colour[0] + colour[1] + colour[2];
      CHECK(sum < before);
      before = sum;
    }
  }
}

TEST_CASE("the range of a picture is its largest magnitude, 1 where all is 0") {
  CHECK(report::symmetric_range(vector({-3, 1, 2})) == 3);
  CHECK(report::symmetric_range(vector({0, 0})) == 1);
  expect_refusal([] { (void)report::symmetric_range(VectorXd()); },
                 {"symmetric_range", "one value"});
  expect_refusal([] { (void)report::symmetric_range(vector({0, nan})); }, {"finite"});
}

TEST_CASE("entry (r, c) of a picture is value r * cols + c") {
  const PixelImage image = report::diverging_picture(VectorXd::LinSpaced(6, -1, 1), 2, 3, 1);
  CHECK(image.rows == 2);
  CHECK(image.cols == 3);
  CHECK(pixel(image, 0, 0) == diverging_colour(-1));
  CHECK(pixel(image, 1, 0) == diverging_colour(VectorXd::LinSpaced(6, -1, 1)(3)));
  CHECK(pixel(image, 1, 2) == diverging_colour(1));
}

TEST_CASE("a picture of another size is refused, also where rows * cols overflows") {
  const VectorXd six = VectorXd::Ones(6);
  const auto huge = Index{1} << 33;
  for (const auto& [rows, cols] : std::vector<std::pair<Index, Index>>{{2, 2},
                                                                       {0, 6},
                                                                       {6, 0},
                                                                       {-2, -3},
                                                                       {4, 2},
                                                                       {huge, huge}}) {
    expect_refusal([&] { (void)report::diverging_picture(six, rows, cols, 1); },
                   {"diverging_picture", "received 6"});
  }
}

TEST_CASE("a PNG is read back with the same pixels by libpng") {
  for (const auto& [rows, cols] : std::vector<std::pair<Index, Index>>{{1, 1}, {2, 3}, {59, 43}}) {
    for (const int channels : {1, 3, 4}) {
      const PixelImage image = counting_image(rows, cols, channels);
      const auto rgba = decoded(encode_png(image), rows, cols);
      REQUIRE(rgba.size() == static_cast<std::size_t>(4 * rows * cols));
      for (std::size_t i = 0; i < rgba.size(); ++i) {
        const std::size_t p = i / 4;
        const std::size_t c = i % 4;
        const auto n = static_cast<std::size_t>(channels);
        const int expected = c == 3 && n < 4 ? 255 : image.pixels[n * p + (n == 1 ? 0 : c)];
        if (rgba[i] != expected) FAIL("byte " << i << " of " << channels << " channels");
      }
    }
  }
}

TEST_CASE("a PNG of bad sizes is refused") {
  expect_refusal([] { (void)encode_png({0, 1, 1, {}}); }, {"encode_png", "[1, 65536]", "0 x 1"});
  expect_refusal([] { (void)encode_png({1, -1, 1, {}}); }, {"1 x -1"});
  expect_refusal([] { (void)encode_png({1, 65537, 1, {}}); }, {"1 x 65537"});
  expect_refusal([] { (void)encode_png({1, 1, 2, {1, 2}}); }, {"channels", "received 2"});
  expect_refusal([] { (void)encode_png({2, 2, 3, {1, 2, 3}}); }, {"need 12 bytes; received 3"});
}

TEST_CASE("base64 as in RFC 4648, section 10") {
  CHECK(report::base64("").empty());
  CHECK(report::base64("f") == "Zg==");
  CHECK(report::base64("fo") == "Zm8=");
  CHECK(report::base64("foo") == "Zm9v");
  CHECK(report::base64("foobar") == "Zm9vYmFy");
  CHECK(report::base64("\xff\xfe\xfd") == "//79");
  CHECK(report::png_data_uri("foo") == "data:image/png;base64,Zm9v");
}

TEST_CASE("the map of the sphere has north above, longitude 0 in the middle, and no corners") {
  // Values that tell the cell: colatitudes of three rows, four longitudes.
  const VectorXd colatitudes = vector({0.2, pi / 2, pi - 0.2});
  VectorXd values(12);
  values << 1, 1, 1, 1, 0.3, 0.5, 0.7, 0.9, -1, -1, -1, -1;
  const Index height = 41;
  const PixelImage map = sphere_map(values, colatitudes, 4, 1, height);
  REQUIRE(map.cols == 2 * height);
  REQUIRE(map.channels == 4);
  CHECK(pixel(map, 1, height) == diverging_colour(1));
  CHECK(pixel(map, height - 2, height) == diverging_colour(-1));
  CHECK(pixel(map, height / 2, height) == diverging_colour(0.3));               // 0
  CHECK(pixel(map, height / 2, height + height / 2) == diverging_colour(0.5));  // pi / 2 east
  CHECK(pixel(map, height / 2, height - height / 2) == diverging_colour(0.9));  // pi / 2 west
  CHECK(pixel(map, height / 2, 0) == diverging_colour(0.7));                    // the edge, pi
  CHECK(pixel(map, height / 2, 2 * height - 1) == diverging_colour(0.7));
  CHECK(map.pixels[3] == 0);      // corner
  CHECK(map.pixels.back() == 0);  // corner
}

TEST_CASE("the map of the sphere has equal areas") {
  // The cap of colatitude <= pi / 3 is 1/4 of the sphere, so 1/4 of the opaque pixels.
  const Index rows = 180;
  const VectorXd colatitudes = VectorXd::LinSpaced(rows, pi / 360, pi - pi / 360);
  const VectorXd values = (colatitudes.array() < pi / 3).select(VectorXd::Ones(rows), -1.0);
  const PixelImage map = sphere_map(values, colatitudes, 1, 1, 300);
  double cap = 0;
  double all = 0;
  for (Index r = 0; r < map.rows; ++r) {
    for (Index c = 0; c < map.cols; ++c) {
      if (map.pixels[static_cast<std::size_t>((r * map.cols + c) * 4 + 3)] == 0) continue;
      ++all;
      cap += pixel(map, r, c) == diverging_colour(1) ? 1 : 0;
    }
  }
  CHECK(cap / all == Approx(0.25).margin(0.005));
  CHECK(all / static_cast<double>(map.rows * map.cols) == Approx(pi / 4).margin(0.005));
}

TEST_CASE("a map of the sphere of bad sizes or angles is refused") {
  const VectorXd six = VectorXd::Ones(6);
  const auto refuse = [&](const VectorXd& colatitudes, Index cols, const char* part) {
    expect_refusal([&] { (void)sphere_map(six, colatitudes, cols, 1, 10); }, {"sphere_map", part});
  };
  refuse(vector({1, 2}), 2, "2 colatitudes x 2 longitudes");
  refuse(vector({1, 2}), 0, "x 0 longitudes");
  refuse(VectorXd(), 3, "0 colatitudes");
  refuse(vector({1, 2}), std::numeric_limits<Index>::max(), "received 6");
  refuse(vector({2, 1}), 3, "ascend");
  refuse(vector({-0.1, 1}), 3, "received -0.1");
  refuse(vector({1, 3.2}), 3, "received 3.2");
  refuse(vector({1, nan}), 3, "nan");
}

}  // namespace eigenviews::test
