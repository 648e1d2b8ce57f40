#include "data/binary_sets.hpp"

#include "core/memory.hpp"
#include "data/published.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

namespace fs = std::filesystem;
using data::Index;
using data::load_cifar;
using data::Originals;

namespace {

constexpr std::uintmax_t cifar10_bytes = 10000 * 3073;
constexpr std::uintmax_t cifar100_bytes = 50000 * 3074;
constexpr std::uintmax_t stl10_bytes = 5000 * 27648;

// Pixel k of the image is (first + k) mod 251.
ByteVector image(int first, int size) {
  ByteVector pixels;
  for (int k = 0; k < size; ++k) pixels.push_back(static_cast<std::uint8_t>((first + k) % 251));
  return pixels;
}

std::string batch(int number) { return "data_batch_" + std::to_string(number) + ".bin"; }

}  // namespace

TEST_CASE("CIFAR-10 records are split into labels and pixels") {
  const TempFolder folder;
  (void)folder.write_sparse("cifar-10-batches-bin/" + batch(1),
                            joined({{6}, image(0, 3072), {9}, image(7, 3072)}),
                            cifar10_bytes);
  const Originals originals = load_cifar("cifar10", {folder.path(), 3});
  CHECK(originals.name == "cifar10");
  REQUIRE(originals.count() == 3);
  CHECK(*originals.image == data::ImageShape{.channels = 3, .height = 32, .width = 32});
  CHECK(originals.labels == std::vector<int>{6, 9, 0});
  const auto& pixels = std::get<data::PixelMatrix>(originals.values);
  CHECK(pixels(0, 0) == 0);
  CHECK(pixels(0, 3071) == 3071 % 251);
  CHECK(pixels(1, 0) == 7);
  CHECK(pixels(1, 3071) == 3078 % 251);
  CHECK(pixels.row(2).isZero());
}

TEST_CASE("CIFAR-10 goes on in the next file, and opens no more files than it needs") {
  const TempFolder folder;
  (void)folder.write_sparse(batch(1), {}, cifar10_bytes);
  (void)folder.write_sparse(batch(2), joined({{5}, image(3, 3072)}), cifar10_bytes);
  const Originals originals = load_cifar("cifar10", {folder.path(), 10001});
  REQUIRE(originals.count() == 10001);
  CHECK(originals.labels.at(9999) == 0);
  CHECK(originals.labels.at(10000) == 5);
  CHECK(std::get<data::PixelMatrix>(originals.values)(10000, 1) == 4);
}

TEST_CASE("CIFAR-100 keeps the fine label") {
  const TempFolder folder;
  (void)folder.write_sparse("cifar-100-binary/train.bin",
                            joined({{19, 99}, image(0, 3072), {3, 0}, image(7, 3072)}),
                            cifar100_bytes);
  const Originals originals = load_cifar("cifar100", {folder.path(), 2});
  CHECK(originals.labels == std::vector<int>{99, 0});
  const auto& pixels = std::get<data::PixelMatrix>(originals.values);
  CHECK(pixels(0, 1) == 1);
  CHECK(pixels(1, 0) == 7);
}

TEST_CASE("the test splits of CIFAR-10 and CIFAR-100 have one file each") {
  const TempFolder folder;
  (void)folder.write_sparse("cifar-10-batches-bin/test_batch.bin", {7}, 10000 * 3073);
  (void)folder.write_sparse("cifar-100-binary/test.bin", {19, 98}, 10000 * 3074);
  for (const auto& [dataset, label] :
       std::vector<std::pair<std::string, int>>{{"cifar10", 7}, {"cifar100", 98}}) {
    const Originals originals =
        load_cifar(dataset, {.data_dir = folder.path(), .split = data::Split::test});
    CHECK(originals.count() == 10000);
    CHECK(originals.labels.front() == label);
    expect_refusal(
        [&] {
          (void)load_cifar(dataset,
                           {.data_dir = folder.path(), .limit = 10001, .split = data::Split::test});
        },
        {"there are 10000 originals"});
  }
}

TEST_CASE("the test split of STL-10 has 8000 records, whose sum is checked") {
  const TempFolder folder;
  (void)folder.write_sparse("stl10_binary/test_X.bin", {1}, 8000 * 27648);
  (void)folder.write_sparse("stl10_binary/test_y.bin", {1}, 8000);
  const auto load = [&] {
    (void)data::load_stl10({.data_dir = folder.path(), .limit = 1, .split = data::Split::test});
  };
  expect_refusal(load, {"test_y.bin", "36f9794fa4beb8a2c72628de14fa638e"});
  (void)folder.write_sparse("stl10_binary/test_X.bin", {1}, 5000 * 27648);
  expect_refusal(load, {"test_X.bin: the file must have 221184000 bytes"});
}

TEST_CASE("a CIFAR file of another size than the published one is refused") {
  const TempFolder folder;
  const auto load = [&] { (void)load_cifar("cifar10", {folder.path(), 1}); };
  for (const std::uintmax_t size : {std::uintmax_t{0}, cifar10_bytes - 1, cifar10_bytes + 1}) {
    (void)folder.write_sparse(batch(1), {}, size);
    expect_refusal(load,
                   {"data_batch_1.bin: the file must have 30730000 bytes",
                    "received " + std::to_string(size) + " bytes"});
  }
}

TEST_CASE("a CIFAR label out of its range is refused and its record named") {
  const TempFolder folder;
  const ByteVector blank(3072);
  (void)folder.write_sparse(batch(1), joined({{0}, blank, {10}}), cifar10_bytes);
  expect_refusal(
      [&] {
        (void)load_cifar("cifar10", {folder.path(), 0});
      },
      {"labels lie between 0 and 9", "10 in record 1"});
  (void)folder.write_sparse("train.bin", joined({{0, 0}, blank, {0, 100}}), cifar100_bytes);
  expect_refusal(
      [&] {
        (void)load_cifar("cifar100", {folder.path(), 2});
      },
      {"labels lie between 0 and 99", "100 in record 1"});
  (void)folder.write_sparse("train.bin", {20, 0}, cifar100_bytes);
  expect_refusal(
      [&] {
        (void)load_cifar("cifar100", {folder.path(), 2});
      },
      {"labels lie between 0 and 19", "20 in record 0"});
}

TEST_CASE("the record that a CIFAR refusal names counts within its file") {
  const TempFolder folder;
  (void)folder.write_sparse(batch(1), {}, cifar10_bytes);
  (void)folder.write_sparse(batch(2), joined({ByteVector(2 * 3073), {77}}), cifar10_bytes);
  expect_refusal(
      [&] {
        (void)load_cifar("cifar10", {folder.path(), 10003});
      },
      {batch(2), "77 in record 2"});
}

TEST_CASE("missing CIFAR and STL-10 files are refused with the way to get them") {
  const TempFolder folder;
  expect_refusal<core::FileError>(
      [&] {
        (void)load_cifar("cifar10", {folder.path(), 0});
      },
      {"no file data_batch_1.bin", "not the Python version"});
  expect_refusal<core::FileError>(
      [&] {
        (void)load_cifar("cifar100", {folder.path(), 0});
      },
      {"no file train.bin", "not the Python version"});
  expect_refusal<core::FileError>(
      [&] {
        (void)data::load_stl10({folder.path(), 0});
      },
      {"no file train_X.bin", "unpack the binary version of STL-10"});
  (void)folder.write("stl10_binary/train_X.bin", "");
  expect_refusal<core::FileError>(
      [&] {
        (void)data::load_stl10({folder.path(), 0});
      },
      {"no file train_y.bin"});
}

TEST_CASE("more CIFAR or STL-10 images than there are, or than memory holds, are refused") {
  const TempFolder folder;
  expect_refusal(
      [&] {
        (void)load_cifar("cifar10", {folder.path(), 50001});
      },
      {"cifar10: there are 50000 originals", "--n 50001"});
  expect_refusal(
      [&] {
        (void)data::load_stl10({folder.path(), 5001});
      },
      {"stl10: there are 5000 originals", "--n 5001"});
  const fs::path file = folder.write("some", "");
  core::set_available_memory_for_tests(3071);
  expect_refusal([&] { (void)load_cifar("cifar10", {folder.path(), 1}); }, {"of memory"});
  expect_refusal([&] { (void)data::read_stl10(file, file, 1); }, {"of memory"});
  core::set_available_memory_for_tests(-1);
}

TEST_CASE("STL-10 images are turned from columns into rows, and labels start at 0") {
  const TempFolder folder;
  ByteVector stored(2 * 27648);
  const auto byte_of = [](Index i, Index c, Index y, Index x) {
    return static_cast<std::uint8_t>((7 * i + 50 * c + 3 * y + 11 * x) % 251);
  };
  for (Index at = 0; at < 2 * 27648; ++at) {  // image, channel, column, row
    stored[static_cast<std::size_t>(at)] =
        byte_of(at / 27648, at / 9216 % 3, at % 96, at / 96 % 96);
  }
  const fs::path images = folder.write("train_X.bin", stored);
  const fs::path labels = folder.write("train_y.bin", ByteVector{10, 1});
  const Originals originals = data::read_stl10(images, labels, 2);
  CHECK(originals.labels == std::vector<int>{9, 0});
  CHECK(*originals.image == data::ImageShape{.channels = 3, .height = 96, .width = 96});
  const auto& pixels = std::get<data::PixelMatrix>(originals.values);
  REQUIRE(pixels.rows() == 2);
  Index wrong = 0;
  for (Index i = 0; i < 2; ++i) {
    for (Index k = 0; k < 27648; ++k) {  // channel, row, column
      wrong += pixels(i, k) != byte_of(i, k / 9216, k / 96 % 96, k % 96);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("an STL-10 label out of its range is refused and its record named") {
  const TempFolder folder;
  const fs::path images = folder.write("train_X.bin", ByteVector(2 * 27648));
  for (const std::uint8_t bad : {std::uint8_t{0}, std::uint8_t{11}}) {
    const fs::path labels = folder.write("train_y.bin", ByteVector{1, bad});
    expect_refusal(
        [&] { (void)data::read_stl10(images, labels, 2); },
        {"train_y.bin: labels lie between 1 and 10", std::to_string(bad) + " in record 1"});
  }
}

TEST_CASE("STL-10 files of a wrong size or MD5 sum are refused, whatever the limit") {
  const TempFolder folder;
  const auto load = [&] { (void)data::load_stl10({folder.path(), 1}); };
  (void)folder.write_sparse("train_X.bin", {}, stl10_bytes - 1);
  (void)folder.write_sparse("train_y.bin", {1}, 5000);
  expect_refusal(load, {"train_X.bin: the file must have 138240000 bytes"});
  (void)folder.write_sparse("train_X.bin", {}, stl10_bytes);
  expect_refusal(load, {"train_y.bin: the MD5 sum", "5a34089d4802c674881badbb80307741"});
  (void)folder.write_sparse("train_y.bin", {1}, 4999);
  expect_refusal(load, {"train_y.bin: the file must have 5000 bytes"});
  expect_refusal(
      [&] { (void)data::verify_published(folder.path() / "train_X.bin", "stl10", "train_X.bin"); },
      {"train_X.bin: the MD5 sum", "918c2871b30a85fa023e0c44e0bee87f"});
}

TEST_CASE("an STL-10 file that shrinks after its size was checked is refused") {
  const TempFolder folder;
  const fs::path images = folder.write("train_X.bin", ByteVector(27648));
  const fs::path labels = folder.write("train_y.bin", ByteVector{1, 1});
  expect_refusal<core::FileError>([&] { (void)data::read_stl10(images, labels, 2); },
                                  {"train_X.bin: ends after 27648 bytes, 27648 more"});
}

}  // namespace eigenviews::test
