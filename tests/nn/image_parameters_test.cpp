// The statistics of what is drawn for a view, and its hand-checkable cases.
#include "nn/image_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "support/catch.hpp"

using namespace eigenviews;
using namespace eigenviews::nn;

namespace {

constexpr std::uint32_t draws = 6000;
// Standard errors that a mean may be off.
constexpr double widths = 4.5;

template <class Draw>
auto every_view(Draw draw) {
  std::vector<decltype(draw(ViewKey{}))> all;
  for (std::uint32_t i = 0; i < draws; ++i) all.push_back(draw({5, i / 10, i % 10}));
  return all;
}

// Of a probability, estimated from n trials.
void expect_rate(std::size_t hits, std::size_t trials, double probability) {
  const auto n = static_cast<double>(trials);
  const double rate = static_cast<double>(hits) / n;
  INFO(rate << " for " << probability);
  CHECK(std::abs(rate - probability) <= widths * std::sqrt(probability * (1 - probability) / n));
}

// Values uniform in [low, high]: none outside, mean and variance.
void expect_uniform(const std::vector<double>& values, double low, double high) {
  const auto n = static_cast<double>(values.size());
  double mean = 0, square = 0;
  for (const double x : values) mean += (x - low) / (high - low) / n;
  for (const double x : values) square += std::pow((x - low) / (high - low) - 0.5, 2) / n;
  CHECK(*std::min_element(values.begin(), values.end()) >= low);
  CHECK(*std::max_element(values.begin(), values.end()) <= high);
  CHECK(std::abs(mean - 0.5) <= widths * std::sqrt(1 / 12.0 / n));
  CHECK(std::abs(square - 1 / 12.0) <= widths * std::sqrt(1 / 180.0 / n));
}

}  // namespace

TEST_CASE("areas are uniform and ratios log-uniform in their ranges") {
  const data::ImageShape image{3, 2000, 2000};  // large: sides are rounded to whole pixels
  SslOptions options;
  options.scale = {0.1, 0.4};
  options.ratio = {0.5, 2};
  std::vector<double> areas, ratios, tops;
  for (const CropBox& box :
       every_view([&](ViewKey key) { return draw_crop(options, image, key); })) {
    const auto height = static_cast<double>(box.height), width = static_cast<double>(box.width);
    areas.push_back(std::clamp(height * width / 4e6, 0.1, 0.4));
    ratios.push_back(std::clamp(std::log2(width / height), -1.0, 1.0));
    CHECK(height * width / 4e6 >= 0.0995);
    CHECK(height * width / 4e6 <= 0.4005);
    CHECK(std::abs(std::log2(width / height)) <= 1.005);
    tops.push_back((static_cast<double>(box.top) + 0.5) / (2000 - height + 1));
  }
  expect_uniform(areas, 0.1, 0.4);
  expect_uniform(ratios, -1, 1);
  expect_uniform(tops, 0, 1);
}

TEST_CASE("crops of the usual ranges lie inside a small image") {
  const data::ImageShape image{3, 32, 28};
  const SslOptions options;
  std::int64_t smallest = 1000, largest = 0;
  for (const CropBox& box :
       every_view([&](ViewKey key) { return draw_crop(options, image, key); })) {
    CHECK((box.height >= 1 && box.width >= 1 && box.top >= 0 && box.left >= 0));
    CHECK((box.top + box.height <= 32 && box.left + box.width <= 28));
    smallest = std::min(smallest, box.height * box.width);
    largest = std::max(largest, box.height * box.width);
  }
  CHECK(smallest < 90);  // of 896 pixels
  CHECK(largest > 800);
}

TEST_CASE("a fixed scale and ratio give the box that they say") {
  SslOptions options;
  options.scale = {0.25, 0.25};
  options.ratio = {1, 1};
  const CropBox box = draw_crop(options, {3, 8, 8}, {1, 2, 3});
  CHECK(box.height == 4);
  CHECK(box.width == 4);
  options.scale = {1, 1};
  CHECK(draw_crop(options, {3, 8, 8}, {1, 2, 3}) == CropBox{0, 0, 8, 8});
}

TEST_CASE("where no box fits it is the largest centred one of an allowed ratio") {
  SslOptions options;
  options.scale = {1, 1};
  options.ratio = {1, 1};
  CHECK(draw_crop(options, {3, 10, 40}, {1, 2, 3}) == CropBox{0, 15, 10, 10});
  CHECK(draw_crop(options, {3, 40, 10}, {1, 2, 3}) == CropBox{15, 0, 10, 10});
  options.ratio = {3.9, 4.1};  // contains that of the image
  options.scale = {1e-9, 1e-9};
  CHECK(draw_crop(options, {3, 10, 40}, {1, 2, 3}) == CropBox{0, 0, 10, 40});
}

TEST_CASE("mirror, jitter and grey come at their rates") {
  const SslOptions options;
  const auto flips = every_view([&](ViewKey key) { return draw_flip(options, key) ? 1 : 0; });
  const auto grays = every_view([&](ViewKey key) { return draw_gray(options, key) ? 1 : 0; });
  const auto jitters =
      every_view([&](ViewKey key) { return draw_jitter(options, key).has_value() ? 1 : 0; });
  const auto count = [](const auto& all) {
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), 1));
  };
  expect_rate(count(flips), draws, 0.5);
  expect_rate(count(grays), draws, 0.2);
  expect_rate(count(jitters), draws, 0.8);
  std::size_t both = 0;
  for (std::size_t i = 0; i < draws; ++i) both += flips[i] == 1 && grays[i] == 1 ? 1U : 0U;
  expect_rate(both, draws, 0.1);
}

TEST_CASE("every order of the jitter is equally likely and factors are uniform") {
  SslOptions options;
  options.jitter = 1;
  options.contrast = 2;
  options.hue = 0.25;
  std::map<std::array<ColourOp, colour_ops>, std::size_t> orders;
  std::array<std::vector<double>, colour_ops> factors;
  for (const auto& jitter : every_view([&](ViewKey key) { return draw_jitter(options, key); })) {
    REQUIRE(jitter);
    ++orders[jitter->order];
    for (std::size_t op = 0; op < colour_ops; ++op) factors[op].push_back(jitter->factors[op]);
  }
  CHECK(orders.size() == 24);
  for (const auto& [order, hits] : orders) expect_rate(hits, draws, 1 / 24.0);
  expect_uniform(factors[0], 0.6, 1.4);
  expect_uniform(factors[1], 0, 3);  // max(0, 1 - 2)
  expect_uniform(factors[2], 0.6, 1.4);
  expect_uniform(factors[3], -0.25, 0.25);
  options.fixed_order = true;
  const std::array<ColourOp, colour_ops> usual = {ColourOp::brightness,
                                                  ColourOp::contrast,
                                                  ColourOp::saturation,
                                                  ColourOp::hue};
  CHECK(draw_jitter(options, {1, 2, 3})->order == usual);
}

TEST_CASE("an operation draws the same whether or not another is on") {
  SslOptions off;
  off.jitter = off.flip = off.gray = 0;
  const data::ImageShape image{3, 32, 32};
  for (std::uint32_t view = 0; view < 20; ++view) {
    const ViewKey key{9, 1, view};
    CHECK(draw_crop(off, image, key) == draw_crop(SslOptions{}, image, key));
    CHECK(!draw_flip(off, key));
    CHECK(!draw_gray(off, key));
    CHECK(!draw_jitter(off, key));
  }
  CHECK(!(draw_crop(off, image, {9, 1, 0}) == draw_crop(off, image, {9, 1, 1})));
  CHECK(!(draw_crop(off, image, {9, 1, 0}) == draw_crop(off, image, {9, 2, 0})));
  CHECK(!(draw_crop(off, image, {9, 1, 0}) == draw_crop(off, image, {8, 1, 0})));
}

TEST_CASE("a row of a grey image leaves saturation, hue and grey out") {
  SslOptions options;
  options.jitter = options.gray = 1;
  options.hue = 0.5;
  std::vector<float> row(ViewRow::size, -1);
  write_view_row(options, {1, 16, 16}, {1, 2, 3}, row.data());
  float gray_weights = 0, hues = 0, ratios_of_one = 0;
  for (std::int64_t i = 0; i < blend_count; ++i) {
    const auto at = static_cast<std::size_t>(ViewRow::blends + 3 * i);
    ratios_of_one += row[at] == 1 ? 1.0F : 0.0F;
    gray_weights += std::abs(row[at + 1]);
  }
  for (std::int64_t i = 0; i < 4; ++i) {
    hues += std::abs(row[static_cast<std::size_t>(ViewRow::hues + i)]);
  }
  CHECK(ratios_of_one == 1);
  CHECK(gray_weights == 0);
  CHECK(hues == 0);
  CHECK(row[ViewRow::gray] == 0);
}
