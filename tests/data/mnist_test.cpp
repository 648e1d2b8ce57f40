#include "data/mnist.hpp"

#include <numeric>

#include "data/published.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

namespace fs = std::filesystem;
using data::load_mnist;
using data::Originals;

namespace {

constexpr const char* images_name = "train-images-idx3-ubyte";
constexpr const char* labels_name = "train-labels-idx1-ubyte";
const fs::path debian_folder = "/usr/share/datasets/fashion-mnist";

// Three images; pixel k of image i is 100 i + (k mod 100).
ByteVector images_file() {
  ByteVector items;
  for (int i = 0; i < 3; ++i) {
    for (int k = 0; k < 784; ++k) items.push_back(static_cast<std::uint8_t>(100 * i + k % 100));
  }
  return idx_file({3, 28, 28}, items);
}

ByteVector labels_file() { return idx_file({3}, {9, 0, 3}); }

void expect_three_originals(const Originals& originals) {
  REQUIRE(originals.count() == 3);
  REQUIRE(originals.dimension() == 784);
  REQUIRE(originals.image.has_value());
  CHECK(*originals.image == data::ImageShape{.channels = 1, .height = 28, .width = 28});
  CHECK(originals.labels == std::vector<int>{9, 0, 3});
  CHECK(std::get<data::PixelMatrix>(originals.values)(2, 55) == 255);
  CHECK(originals.rows(2, 1)(0, 55) == 1.0);
  CHECK(originals.rows(1, 2)(0, 2) == 102 / 255.0);
}

// The refusal of the files `images` and `labels` put into a data folder.
void expect_split_refusal(const ByteVector& images,
                          const ByteVector& labels,
                          std::initializer_list<std::string_view> parts) {
  const TempFolder folder;
  (void)folder.write(images_name, images);
  (void)folder.write(labels_name, labels);
  expect_refusal([&] { (void)load_mnist("mnist", {folder.path(), 0}); }, parts);
}

}  // namespace

TEST_CASE("MNIST files are found in torchvision's folder and in the data folder, packed or not") {
  const auto [dataset, below] = GENERATE(table<std::string, std::string>(
      {{"fashion-mnist", "FashionMNIST/raw/"}, {"fashion-mnist", ""}, {"mnist", "MNIST/raw/"}}));
  const bool packed = GENERATE(true, false);
  const TempFolder folder;
  const std::string ending = packed ? ".gz" : "";
  (void)folder.write(below + images_name + ending, packed ? gzip(images_file()) : images_file());
  (void)folder.write(below + labels_name + ending, packed ? gzip(labels_file()) : labels_file());
  const Originals originals = load_mnist(dataset, {folder.path(), 0});
  CHECK(originals.name == dataset);
  expect_three_originals(originals);
}

TEST_CASE("MNIST files are found by EIGENVIEWS_DATA_DIR") {
  const TempFolder folder;
  (void)folder.write(images_name, images_file());
  (void)folder.write(labels_name, labels_file());
  const ScopedEnvironment variable("EIGENVIEWS_DATA_DIR", folder.path().c_str());
  expect_three_originals(load_mnist("mnist", {}));
}

TEST_CASE("a limit takes the first MNIST images and their labels") {
  const TempFolder folder;
  (void)folder.write(images_name, images_file());
  (void)folder.write(labels_name, labels_file());
  const Originals originals = load_mnist("mnist", {folder.path(), 2});
  CHECK(originals.count() == 2);
  CHECK(originals.labels == std::vector<int>{9, 0});
  expect_refusal(
      [&] {
        (void)load_mnist("mnist", {folder.path(), 4});
      },
      {"mnist: there are 3 originals", "--n 4"});
}

TEST_CASE("MNIST images and labels that do not belong together are refused") {
  expect_split_refusal(images_file(),
                       idx_file({2}, {9, 0}),
                       {labels_name, "one label for each of the 3 images", "2 labels"});
}

TEST_CASE("MNIST images of another size and labels above 9 are refused") {
  expect_split_refusal(idx_file({3, 2, 2}, ByteVector(12)),
                       labels_file(),
                       {images_name, "28 x 28 pixels", "received 2 x 2"});
  expect_split_refusal(images_file(),
                       idx_file({3}, {9, 10, 3}),
                       {labels_name, "labels lie between 0 and 9", "10 in record 1"});
}

TEST_CASE("missing MNIST files are refused with the way to get them") {
  const TempFolder folder;
  const auto load = [&](const char* dataset) {
    return [&folder, dataset] { (void)load_mnist(dataset, {folder.path(), 0}); };
  };
  expect_refusal<core::FileError>(load("fashion-mnist"),
                                  {"fashion-mnist: no file train-images-idx3-ubyte.gz",
                                   folder.path().string() + "/FashionMNIST/raw",
                                   "apt install dataset-fashion-mnist"});
  expect_refusal<core::FileError>(load("mnist"), {"MNIST/raw below --data-dir"});
  (void)folder.write(images_name, images_file());
  expect_refusal<core::FileError>(load("mnist"), {"no file train-labels-idx1-ubyte.gz"});
}

TEST_CASE("a data folder that is missing or not given is refused and named") {
  expect_refusal<core::FileError>(
      [] {
        (void)load_mnist("mnist", {"/no/such/folder", 0});
      },
      {"--data-dir /no/such/folder: there is no such folder"});
  {
    const ScopedEnvironment variable("EIGENVIEWS_DATA_DIR", "/no/such/folder");
    expect_refusal<core::FileError>([] { (void)load_mnist("mnist", {}); },
                                    {"EIGENVIEWS_DATA_DIR /no/such/folder: there is no such"});
  }
  const ScopedEnvironment variable("EIGENVIEWS_DATA_DIR", nullptr);
  expect_refusal<core::FileError>([] { (void)load_mnist("mnist", {}); },
                                  {"neither --data-dir nor EIGENVIEWS_DATA_DIR is given"});
}

TEST_CASE("a file of the published size must have the published MD5 sum") {
  const TempFolder folder;
  (void)folder.write(std::string(images_name) + ".gz", gzip(images_file()));
  (void)folder.write_sparse(std::string(labels_name) + ".gz", gzip(labels_file()), 28881);
  expect_refusal(
      [&] {
        (void)load_mnist("mnist", {folder.path(), 0});
      },
      {"train-labels-idx1-ubyte.gz",
       "28881 bytes must be d53e105ee54ea40749a09fcbcd1e9432",
       "the file is damaged"});
}

TEST_CASE("a file of no published size passes and is reported as not verified") {
  const TempFolder folder;
  const fs::path path = folder.write("train_y.bin", "1234");
  CHECK_FALSE(data::verify_published(path, "stl10", "train_y.bin"));
}

TEST_CASE("the published Fashion-MNIST loads, and the same file is refused as MNIST") {
  if (!fs::exists(debian_folder)) {
    WARN("the package dataset-fashion-mnist is not installed: nothing was checked");
    return;
  }
  const ScopedEnvironment variable("EIGENVIEWS_DATA_DIR", nullptr);
  for (const std::string stem : {images_name, labels_name}) {
    CHECK(data::verify_published(debian_folder / (stem + ".gz"), "fashion-mnist", stem + ".gz"));
  }
  const Originals originals = load_mnist("fashion-mnist", {});
  REQUIRE(originals.count() == 60000);
  // Counted in the raw files with another program.
  const auto& pixels = std::get<data::PixelMatrix>(originals.values);
  CHECK(pixels.row(0).cast<long>().sum() == 76247);
  CHECK(pixels.row(59999).cast<long>().sum() == 16684);
  CHECK(pixels.cast<long>().sum() == 3431114169);
  const std::vector<int> first(originals.labels.begin(), originals.labels.begin() + 10);
  CHECK(first == std::vector<int>{9, 0, 0, 3, 0, 2, 7, 2, 5, 5});
  CHECK(std::count(originals.labels.begin(), originals.labels.end(), 7) == 6000);

  expect_refusal(
      [] {
        (void)load_mnist("mnist", {debian_folder, 0});
      },
      {"must be a file of mnist", "the file of this name of fashion-mnist"});
}

TEST_CASE("the test split of MNIST has files of its own") {
  const TempFolder folder;
  (void)folder.write(images_name, images_file());
  (void)folder.write(labels_name, labels_file());
  const auto load = [&] {
    return load_mnist("mnist", {.data_dir = folder.path(), .split = data::Split::test});
  };
  expect_refusal<core::FileError>([&] { (void)load(); }, {"no file t10k-images-idx3-ubyte.gz"});
  (void)folder.write("t10k-images-idx3-ubyte", idx_file({1, 28, 28}, ByteVector(784, 5)));
  (void)folder.write("t10k-labels-idx1-ubyte", idx_file({1}, {4}));
  CHECK(load().labels == std::vector<int>{4});
}

TEST_CASE("the published test split of Fashion-MNIST loads") {
  if (!fs::exists(debian_folder)) return;
  const ScopedEnvironment variable("EIGENVIEWS_DATA_DIR", nullptr);
  for (const std::string stem : {"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
    CHECK(data::verify_published(debian_folder / (stem + ".gz"), "fashion-mnist", stem + ".gz"));
  }
  const Originals originals = load_mnist("fashion-mnist", {.split = data::Split::test});
  REQUIRE(originals.count() == 10000);
  for (int label = 0; label < 10; ++label) {
    CHECK(std::count(originals.labels.begin(), originals.labels.end(), label) == 1000);
  }
}

}  // namespace eigenviews::test
