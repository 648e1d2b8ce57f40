// Views equal torchvision's functional operations with the same parameters.
#include <nlohmann/json.hpp>

#include "nn/image_cases.hpp"
#include "nn/image_parameters.hpp"
#include "nn/image_views.hpp"
#include "nn/python.hpp"
#include "support/catch.hpp"

using namespace eigenviews;
using namespace eigenviews::nn;
using namespace eigenviews::test;

namespace {

constexpr std::uint64_t seed = 3;
constexpr std::int64_t originals = 6, views = 24;
constexpr std::uint32_t first = 1000;

nlohmann::json json_of(const SslOptions& options,
                       const data::ImageShape& image,
                       const ViewKey& key) {
  const CropBox box = draw_crop(options, image, key);
  nlohmann::json view = {{"original", key.original},
                         {"box", {box.top, box.left, box.height, box.width}},
                         {"flip", draw_flip(options, key)},
                         {"jitter", nullptr},
                         {"gray", draw_gray(options, key)}};
  if (const auto jitter = draw_jitter(options, key)) {
    view["jitter"] = {{"order", nlohmann::json::array()}, {"factors", jitter->factors}};
    for (const ColourOp op : jitter->order) view["jitter"]["order"].push_back(static_cast<int>(op));
  }
  return view;
}

// The largest difference between our views and torchvision's.
double difference(const data::ImageShape& shape, const std::string& text) {
  const data::Originals images = byte_images(originals, shape);
  const SslOptions options = parse_ssl(text, images);
  const SslViews source(images, options, torch::kCPU, seed);
  nlohmann::json test = {{"image", {shape.channels, shape.height, shape.width}},
                         {"size", options.size},
                         {"antialias", options.antialias},
                         {"mean", options.mean},
                         {"std", options.std},
                         {"views", nlohmann::json::array()}};
  std::vector<std::int64_t> chosen;
  for (std::uint32_t i = 0; i < originals; ++i) {
    chosen.push_back(i);
    for (std::uint32_t j = 0; j < views; ++j) {
      test["views"].push_back(json_of(options, shape, {seed, i, first + j}));
    }
  }
  const ExchangeFolder folder;
  write_text(folder / "case.json", test.dump());
  const auto& bytes = std::get<data::PixelMatrix>(images.values);
  write_text(folder / "images",
             {reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(bytes.size())});
  run_python("images.py", {folder.path().string()});

  const torch::Tensor ours = source.draw(chosen, views, first);
  const torch::Tensor theirs = read_raw(folder / "views", ours.sizes(), torch::kFloat32);
  return (ours - theirs).abs().max().item<double>();
}

// Of pixels; std=1 keeps them as they are.
constexpr double tolerance = 1e-5;

}  // namespace

TEST_CASE("CIFAR-shaped views with every operation equal torchvision's") {
  const std::string every = ",jitter=1,hue=0.3,gray=0.3,mean=0.5,std=1";
  CHECK(difference({3, 32, 32}, "ssl:brightness=0.8" + every) <= tolerance);
  CHECK(difference({3, 32, 32}, "ssl:order=fixed" + every) <= tolerance);
  CHECK(difference({3, 32, 32}, "ssl:jitter=0.5,hue=0.5,saturation=3,mean=0.5,std=1") <= tolerance);
}

TEST_CASE("crops that shrink equal torchvision's with and without antialiasing") {
  const std::string plain = "ssl:size=9,jitter=0,gray=0,mean=0.5,std=1,antialias=";
  CHECK(difference({3, 40, 25}, plain + "yes") <= tolerance);
  CHECK(difference({3, 40, 25}, plain + "no") <= tolerance);
  CHECK(difference({1, 17, 64}, plain + "yes") <= tolerance);
}

TEST_CASE("crops that grow equal torchvision's") {
  CHECK(difference({3, 12, 20}, "ssl:size=33,jitter=0,mean=0.5,std=1") <= tolerance);
}

TEST_CASE("grey images have no saturation, hue and grey, as in torchvision") {
  CHECK(difference({1, 28, 28}, "ssl:jitter=1,hue=0.2,gray=0.5,mean=0.5,std=1") <= tolerance);
}

TEST_CASE("normalisation divides as torchvision's does") {
  CHECK(difference({3, 16, 16}, "ssl:mean=0.5x0.4x0.3,std=0.2x0.25x0.5") <= tolerance / 0.2);
}
