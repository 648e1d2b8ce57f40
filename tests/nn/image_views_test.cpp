// Views of `ssl`: what is drawn, and that it depends on (seed, original, view) alone.
#include "nn/image_views.hpp"

#include <ATen/autocast_mode.h>

#include "core/memory.hpp"
#include "core/threads.hpp"
#include "nn/image_cases.hpp"
#include "nn/image_parameters.hpp"
#include "nn/image_transforms.hpp"
#include "support/refusal.hpp"

using namespace eigenviews;
using namespace eigenviews::nn;
using namespace eigenviews::test;

namespace {

SslViews views_of(const data::Originals& images, const std::string& text, std::uint64_t seed = 1) {
  return {images, parse_ssl(text, images), torch::kCPU, seed};
}

torch::Tensor bytes_of(const data::Originals& images) {
  const data::ImageShape& shape = *images.image;
  const auto& pixels = std::get<data::PixelMatrix>(images.values);
  torch::Tensor tensor =
      torch::empty({images.count(), shape.channels, shape.height, shape.width}, torch::kUInt8);
  std::copy(pixels.data(), pixels.data() + pixels.size(), tensor.data_ptr<std::uint8_t>());
  return tensor;
}

void expect_equal(const torch::Tensor& a, const torch::Tensor& b, double tolerance) {
  REQUIRE(a.sizes() == b.sizes());
  const double error = (a - b).abs().max().item<double>();
  INFO(a << b);
  CHECK(error <= tolerance);
}

torch::Tensor numbers(std::initializer_list<float> values) {
  return torch::tensor(std::vector<float>(values));
}

// One row of pixels as images of 1 x 1 x 1 x n.
torch::Tensor line(std::initializer_list<float> values) {
  return numbers(values).reshape({1, 1, 1, -1});
}

torch::Tensor colour(float r, float g, float b) {
  return numbers({r, g, b}).reshape({1, 3, 1, 1}).clone();
}

torch::Tensor resize_line(const torch::Tensor& pixels, std::int64_t size, bool antialias) {
  const auto length = static_cast<float>(pixels.size(3));
  const torch::Tensor box = numbers({0, 0, 1, length}).reshape({1, 4});
  return resized_crops(pixels, box, torch::zeros({1}), size, antialias)[0][0][0];
}

}  // namespace

TEST_CASE("a row of pixels is resized as by hand") {
  expect_equal(resize_line(line({0, 1}), 4, true), numbers({0, .25F, .75F, 1}), 1e-6);
  expect_equal(resize_line(line({0, 1}), 4, false), numbers({0, .25F, .75F, 1}), 1e-6);
  expect_equal(resize_line(line({7, 0, 0, 0}), 2, false), numbers({3.5F, 0}), 1e-6);
  // Weights .75, .75, .25 over their sum.
  expect_equal(resize_line(line({7, 0, 0, 0}), 2, true), numbers({3, 0}), 1e-6);
  expect_equal(resize_line(line({0, 0, 7, 0}), 2, true), numbers({1, 3}), 1e-6);
}

TEST_CASE("a crop of the output's size is the box itself, mirrored where asked") {
  const torch::Tensor image = torch::arange(12, torch::kFloat32).reshape({1, 1, 3, 4});
  const torch::Tensor box = numbers({1, 2, 2, 2}).reshape({1, 4});
  const auto crop = [&](const torch::Tensor& flip) {
    return resized_crops(image, box, flip, 2, true).reshape({-1});
  };
  CHECK(torch::equal(crop(torch::zeros({1})), numbers({6, 7, 10, 11})));
  CHECK(torch::equal(crop(torch::ones({1})), numbers({7, 6, 11, 10})));
}

TEST_CASE("colour operations on one pixel are as by hand") {
  const auto blended = [](torch::Tensor x, float ratio, float gray, float mean) {
    blend_(x, numbers({ratio, gray, mean}).reshape({1, 3}));
    return x;
  };
  expect_equal(blended(colour(.2F, .4F, .8F), 2, 0, 0), colour(.4F, .8F, 1), 1e-6);
  const float light = .2989F * .2F + .587F * .4F + .114F * .8F;
  expect_equal(blended(colour(.2F, .4F, .8F), 0, 1, 0), colour(light, light, light), 1e-6);
  expect_equal(blended(colour(.2F, .4F, .8F), .5F, 0, .5F),
               colour(.1F + light / 2, .2F + light / 2, .4F + light / 2),
               1e-6);
  torch::Tensor x = torch::cat({colour(.2F, .4F, .8F), colour(.2F, .4F, .8F)});
  gray_(x, numbers({0, 1}));
  expect_equal(x, torch::cat({colour(.2F, .4F, .8F), colour(light, light, light)}), 1e-6);
}

TEST_CASE("contrast mixes with the mean over the image") {
  torch::Tensor x = line({0, 1});
  blend_(x, numbers({.5F, 0, .5F}).reshape({1, 3}));
  expect_equal(x, line({.25F, .75F}), 1e-6);
}

TEST_CASE("a third of a turn takes red to green to blue, and grey stays grey") {
  const auto turned = [](const torch::Tensor& x, float turns) {
    return turn_hue(x, numbers({turns}));
  };
  expect_equal(turned(colour(1, 0, 0), 1 / 3.F), colour(0, 1, 0), 1e-5);
  expect_equal(turned(colour(0, 1, 0), 1 / 3.F), colour(0, 0, 1), 1e-5);
  expect_equal(turned(colour(1, 0, 0), -1 / 3.F), colour(0, 0, 1), 1e-5);
  expect_equal(turned(colour(1, 0, 0), 1 / 6.F), colour(1, 1, 0), 1e-5);
  expect_equal(turned(colour(.3F, .3F, .3F), .4F), colour(.3F, .3F, .3F), 1e-6);
  expect_equal(turned(colour(0, 0, 0), .4F), colour(0, 0, 0), 0);
  expect_equal(turned(colour(.2F, .4F, .8F), 0), colour(.2F, .4F, .8F), 1e-6);
}

TEST_CASE("with every operation off a view is its original, normalised") {
  const data::Originals images = byte_images(5, {3, 8, 8});
  const std::string off = "ssl:scale=1,ratio=1,jitter=0,gray=0,mean=0.5,std=0.25,flip=";
  const torch::Tensor expected = (bytes_of(images).to(torch::kFloat32) / 255 - 0.5) / 0.25;
  expect_equal(views_of(images, off + "0").draw({0, 1, 2, 3, 4}, 1, 0), expected, 1e-6);
  expect_equal(views_of(images, off + "1").draw({0, 1, 2, 3, 4}, 1, 7), expected.flip({3}), 1e-6);
}

TEST_CASE("a view depends on its original and number, not on the batch or the threads") {
  const data::Originals images = byte_images(6, {3, 12, 10});
  const SslViews source = views_of(images, "ssl:hue=0.2,size=9");
  CHECK(source.originals() == 6);
  CHECK(source.shape() == std::vector<std::int64_t>{3, 9, 9});
  const torch::Tensor all = source.draw({4, 1, 4}, 3, 20);
  REQUIRE(all.sizes() == torch::IntArrayRef{9, 3, 9, 9});
  CHECK(torch::equal(all.narrow(0, 0, 3), all.narrow(0, 6, 3)));
  expect_equal(source.draw({1}, 2, 21), all.narrow(0, 4, 2), 1e-6);
  CHECK(!torch::equal(all[0], all[1]));
  const int threads = core::thread_count();
  core::set_thread_count(threads == 1 ? 2 : 1);
  CHECK(torch::equal(source.random_part({4, 1, 4}, 3, 20)[1],
                     source.random_part({4, 1, 4}, 3, 20)[1]));
  expect_equal(source.draw({4, 1, 4}, 3, 20), all, 0);
  core::set_thread_count(threads);
  CHECK(!torch::allclose(views_of(images, "ssl:hue=0.2,size=9", 2).draw({4, 1, 4}, 3, 20), all));
}

TEST_CASE("views are single precision inside a region of autocast too") {
  const data::Originals images = byte_images(4, {3, 12, 12});
  const SslViews source = views_of(images, "ssl");
  const torch::Tensor plain = source.draw({0, 1, 2, 3}, 2, 0);
  at::autocast::set_autocast_dtype(torch::kCPU, torch::kBFloat16);
  at::autocast::set_autocast_enabled(torch::kCPU, true);
  const torch::Tensor within = source.draw({0, 1, 2, 3}, 2, 0);
  at::autocast::set_autocast_enabled(torch::kCPU, false);
  CHECK(within.scalar_type() == torch::kFloat32);
  expect_equal(within, plain, 0);
}

TEST_CASE("mean and deviation of the originals are taken off where none are given") {
  data::PixelMatrix pixels(2, 4);
  pixels << 0, 255, 0, 255, 0, 255, 0, 255;
  const data::Originals images{"test", pixels, data::ImageShape{1, 2, 2}, {}};
  const SslOptions options = parse_ssl("ssl", images);
  CHECK(options.size == 2);
  CHECK(options.mean.front() == Approx(0.5));
  CHECK(options.std.front() == Approx(0.5));
  const SslOptions quirk = parse_ssl("ssl:mean=0.25", images, /*std_is_mean=*/true);
  CHECK(quirk.std.front() == 0.25);
  const SslOptions cifar = parse_ssl("ssl", byte_images(2, {3, 32, 32}, "cifar10"));
  CHECK(cifar.mean[0] == Approx(125.307 / 255));
  CHECK(cifar.std[2] == Approx(51.255 / 255));
}

TEST_CASE("the text of the options gives the same options again") {
  const data::Originals images = byte_images(4, {3, 12, 10});
  const std::string text = ssl_text(parse_ssl("ssl:hue=0.1,scale=0.2,order=fixed", images));
  CHECK(ssl_text(parse_ssl(text, images)) == text);
  CHECK(text.find("size=10,scale=0.2x0.2,") != std::string::npos);
  CHECK(is_ssl("ssl"));
  CHECK(is_ssl("ssl:hue=0"));
  CHECK(!is_ssl("sslx"));
  CHECK(!is_ssl("gaussian:sigma=1"));
}

TEST_CASE("the memory of a rendering is predicted within a factor of two or above") {
  const data::Originals images = byte_images(4, {3, 32, 32});
  const SslViews source = views_of(images, "ssl");
  const double views = 128.0 * 3 * 32 * 32 * 4;
  CHECK(source.render_bytes(128) >= 2 * views);
  CHECK(source.render_bytes(128) <= 6 * views);
}

TEST_CASE("ssl refuses what it cannot draw from") {
  const data::Originals images = byte_images(4, {3, 12, 10});
  const auto refused = [&](const std::string& text, std::initializer_list<std::string_view> parts) {
    INFO(text);
    expect_refusal([&] { (void)parse_ssl(text, images); }, parts);
  };
  refused("ssx", {"ssx", "ssl"});
  refused("ssl:hu=0.1", {"hu", "hue"});
  refused("ssl:size=0", {"size", "[1, 4096]", "0"});
  refused("ssl:scale=0.5x0.2", {"scale must be LOWxHIGH", "0.5x0.2"});
  refused("ssl:scale=0.5x1.2", {"scale", "<= 1", "0.5x1.2"});
  refused("ssl:scale=0", {"scale must be > 0"});
  refused("ssl:ratio=2x1", {"ratio must be LOWxHIGH", "2x1"});
  refused("ssl:ratio=nan", {"ratio", "nan"});
  refused("ssl:antialias=on", {"antialias", "on", "no"});
  refused("ssl:flip=1.5", {"flip", "[0, 1]"});
  refused("ssl:jitter=-1", {"jitter", "[0, 1]"});
  refused("ssl:brightness=nan", {"brightness", "nan"});
  refused("ssl:contrast=-0.1", {"contrast", "-0.1"});
  refused("ssl:saturation=x", {"saturation", "x"});
  refused("ssl:hue=0.6", {"hue", "[0, 0.5]", "0.6"});
  refused("ssl:order=fix", {"order", "fix", "fixed"});
  refused("ssl:gray=2", {"gray", "[0, 1]"});
  refused("ssl:mean=0.1x0.2", {"mean takes 1 or 3 numbers"});
  refused("ssl:mean=120", {"mean must be in (0, 1]", "divide it by 255"});
  refused("ssl:std=0", {"std must be > 0"});
  expect_refusal([&] { (void)parse_ssl("ssl:std=0.2", images, true); }, {"std-is-mean"});
}

TEST_CASE("ssl refuses originals that are not images of bytes") {
  data::Originals plain = byte_images(4, {3, 12, 10});
  plain.image.reset();
  expect_refusal([&] { (void)parse_ssl("ssl", plain); }, {"originals that are images", "test"});
  expect_refusal([&] { (void)SslViews(plain, {}, torch::kCPU, 1); }, {"images of bytes"});
  data::Originals real = byte_images(4, {3, 12, 10});
  real.values = data::RowMatrix(real.rows(0, 4));
  expect_refusal([&] { (void)parse_ssl("ssl", real); }, {"images of bytes", "uint8"});
  const data::Originals two = byte_images(4, {2, 12, 10});
  expect_refusal([&] { (void)parse_ssl("ssl", two); }, {"1 or 3 channels", "2"});
  data::Originals flat = byte_images(4, {1, 5, 5});
  std::get<data::PixelMatrix>(flat.values).setConstant(9);
  expect_refusal([&] { (void)parse_ssl("ssl", flat); }, {"standard deviation", "> 0"});
  const data::Originals images = byte_images(4, {3, 12, 10});
  expect_refusal([&] { (void)SslViews(images, {}, torch::kCPU, 1); }, {"mean and std", "3 values"});
}

TEST_CASE("a copy of the images that does not fit is refused") {
  const data::Originals images = byte_images(4, {3, 12, 10});
  const SslOptions options = parse_ssl("ssl", images);
  core::set_available_memory_for_tests(100);
  expect_refusal([&] { (void)SslViews(images, options, torch::kCPU, 1); }, {"the images", "--n"});
  core::set_available_memory_for_tests(-1);
}
