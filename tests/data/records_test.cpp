#include "data/records.hpp"

#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::CifarFormat;
using data::Index;
using data::PixelMatrix;

namespace {

const CifarFormat one_label{.dataset = "ten", .files = {}, .records_per_file = 3};
const CifarFormat two_labels{.dataset = "hundred",
                             .files = {},
                             .records_per_file = 3,
                             .label_bytes = 2,
                             .classes = 100,
                             .coarse_classes = 20};

ByteVector blank() { return ByteVector(3072); }

std::vector<int> labels_of(const ByteVector& records, const CifarFormat& format, Index row = 0) {
  PixelMatrix pixels(row + static_cast<Index>(records.size()) / format.record_bytes(), 3072);
  std::vector<int> labels;
  data::decode_cifar(records, format, "set.bin", row, pixels, labels);
  return labels;
}

}  // namespace

TEST_CASE("records go into the rows from the given one on, and the rows before stay") {
  ByteVector first = blank();
  first.front() = 1;
  first.back() = 2;
  PixelMatrix pixels = PixelMatrix::Constant(3, 3072, 77);
  std::vector<int> labels{4};
  data::decode_cifar(joined({{9}, first, {0}, blank()}), one_label, "set.bin", 1, pixels, labels);
  CHECK(labels == std::vector<int>{4, 9, 0});
  CHECK(pixels(0, 0) == 77);
  CHECK(pixels(1, 0) == 1);
  CHECK(pixels(1, 1) == 0);
  CHECK(pixels(1, 3071) == 2);
  CHECK(pixels.row(2).isZero());
}

TEST_CASE("of two label bytes the second, fine one is kept") {
  CHECK(labels_of(joined({{19, 99}, blank(), {0, 5}, blank()}), two_labels) ==
        std::vector<int>{99, 5});
  CHECK(labels_of({}, two_labels).empty());
}

TEST_CASE("a label out of its range is refused with its record in its file") {
  expect_refusal(
      [] {
        (void)labels_of(joined({{0}, blank(), {10}, blank()}), one_label);
      },
      {"set.bin: labels lie between 0 and 9", "10 in record 1", "copy or download"});
  expect_refusal(
      [] {
        (void)labels_of(joined({{20, 0}, blank()}), two_labels);
      },
      {"labels lie between 0 and 19", "20 in record 0"});
  expect_refusal(
      [] {
        (void)labels_of(joined({{0, 100}, blank()}), two_labels);
      },
      {"labels lie between 0 and 99", "100 in record 0"});
  expect_refusal(
      [] {
        (void)labels_of(joined({{255}, blank()}), one_label, 4);
      },
      {"255 in record 1"});
}

TEST_CASE("STL-10 labels count from 1 in the file and from 0 in the result") {
  CHECK(data::decode_stl10_labels(ByteVector{1, 10, 3}, "y.bin") == std::vector<int>{0, 9, 2});
  CHECK(data::decode_stl10_labels({}, "y.bin").empty());
  expect_refusal(
      [] {
        (void)data::decode_stl10_labels(ByteVector{1, 0}, "y.bin");
      },
      {"y.bin: labels lie between 1 and 10", "0 in record 1"});
  expect_refusal([] { (void)data::decode_stl10_labels(ByteVector{11}, "y.bin"); },
                 {"11 in record 0"});
}

TEST_CASE("turning STL-10 images twice gives back the bytes of the file") {
  const Index size = data::stl10_shape.size();
  PixelMatrix stored(2, size);
  for (Index k = 0; k < stored.size(); ++k) {
    stored.data()[k] = static_cast<std::uint8_t>(k * k % 251);
  }
  const auto bytes = [](const PixelMatrix& m) {
    return data::Bytes(m.data(), static_cast<std::size_t>(m.size()));
  };
  PixelMatrix once(2, size);
  PixelMatrix twice(2, size);
  data::decode_stl10_images(bytes(stored), once);
  data::decode_stl10_images(bytes(once), twice);
  CHECK_FALSE(once == stored);
  CHECK(twice == stored);
}

}  // namespace eigenviews::test
