#include "data/load.hpp"

#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::load_originals;
using data::Originals;

namespace {

auto loading(const std::string& dataset, const std::filesystem::path& data_dir = {}) {
  return [=] { (void)load_originals(dataset, {.data_dir = data_dir}); };
}

}  // namespace

TEST_CASE("a dataset name leads to its reader") {
  const TempFolder folder;
  const ByteVector image = idx_file({1, 28, 28}, ByteVector(784, 9));
  (void)folder.write("MNIST/raw/train-images-idx3-ubyte", image);
  (void)folder.write("MNIST/raw/train-labels-idx1-ubyte", idx_file({1}, {7}));
  (void)folder.write("FashionMNIST/raw/train-images-idx3-ubyte", image);
  (void)folder.write("FashionMNIST/raw/train-labels-idx1-ubyte", idx_file({1}, {8}));
  (void)folder.write_sparse("cifar-10-batches-bin/data_batch_1.bin", {5}, 10000 * 3073);
  (void)folder.write_sparse("cifar-100-binary/train.bin", {2, 55}, 50000 * 3074);
  for (const auto& [dataset, label] : std::vector<std::pair<std::string, int>>{{"mnist", 7},
                                                                               {"fashion-mnist", 8},
                                                                               {"cifar10", 5},
                                                                               {"cifar100", 55}}) {
    const Originals originals = load_originals(dataset, {folder.path(), 1});
    CHECK(originals.name == dataset);
    CHECK(originals.labels == std::vector<int>{label});
  }
}

TEST_CASE("a family's name is followed by a path, colons and all") {
  const TempFolder folder;
  (void)folder.write("pictures:1/1.png", png_file({.samples = {3}}));
  const auto array = folder.write("x:1.npy", npy_array<double>("<f8", "(2, 1)", {1, 2}));
  const std::string pictures = "folder:" + (folder.path() / "pictures:1").string();
  CHECK(load_originals(pictures, {}).name == pictures);
  CHECK(load_originals("npy:" + array.string(), {.limit = 1}).count() == 1);
}

TEST_CASE("a family without a path is refused") {
  expect_refusal(loading("folder:"),
                 {"--dataset: a path must follow the colon", "received folder:"});
  expect_refusal(loading("npy:"), {"--dataset: a path must follow the colon", "received npy:"});
}

TEST_CASE("an unknown dataset is refused with the nearest known name and all of them") {
  for (const auto& [wrong, nearest] :
       std::vector<std::pair<std::string, std::string>>{{"fasion-mnist", "fashion-mnist"},
                                                        {"MNIST", "mnist"},
                                                        {"cifar", "cifar10"},
                                                        {"cifar-100", "cifar100"},
                                                        {"stl-10", "stl10"},
                                                        {"foldr:/data/pictures", "folder:PATH"},
                                                        {"numpy:/x.npy", "npy:PATH"}}) {
    expect_refusal(loading(wrong),
                   {"--dataset: unknown data set", "did you mean '" + nearest + "'"});
  }
  for (const std::string& name : data::dataset_names()) {
    expect_refusal(loading("imagenet"), {"'imagenet'", name});
  }
  expect_refusal(loading(""), {"unknown data set; received ''"});
}

TEST_CASE("every known dataset whose files are missing is refused with the way to get them") {
  const TempFolder empty;
  const auto expect_missing = [&](const char* dataset, std::string_view remedy) {
    expect_refusal<core::FileError>(
        loading(dataset, empty.path()),
        {std::string(dataset) + ": no file ", empty.path().string(), remedy});
  };
  expect_missing("fashion-mnist", "apt install dataset-fashion-mnist");
  expect_missing("mnist", "put the IDX files, .gz or unpacked, into MNIST/raw below --data-dir");
  expect_missing("cifar10", "unpack the binary version");
  expect_missing("cifar100", "unpack the binary version");
  expect_missing("stl10", "unpack the binary version of STL-10");
  expect_refusal<core::FileError>(loading("folder:/no/such"), {"/no/such: the folder cannot be"});
  expect_refusal<core::FileError>(loading("npy:/no/such"), {"/no/such: cannot be opened"});
}

}  // namespace eigenviews::test
