#include "data/records.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"

namespace eigenviews::data {

namespace {

constexpr std::string_view again = "copy or download the file again";

int checked_label(std::uint8_t byte, int low, int high, Index record, const std::string& where) {
  if (byte < low || byte > high) {
    core::reject(where,
                 fmt::format("labels lie between {} and {}", low, high),
                 fmt::format("{} in record {}", byte, record),
                 again);
  }
  return byte;
}

}  // namespace

void decode_cifar(Bytes records,
                  const CifarFormat& format,
                  const std::string& where,
                  Index row,
                  PixelMatrix& pixels,
                  std::vector<int>& labels) {
  const Index count = static_cast<Index>(records.size()) / format.record_bytes();
  for (Index i = 0; i < count; ++i) {
    const std::uint8_t* record = records.data() + i * format.record_bytes();
    const Index number = (row + i) % format.records_per_file;
    if (format.label_bytes == 2) {
      checked_label(record[0], 0, format.coarse_classes - 1, number, where);
    }
    const std::uint8_t label = record[format.label_bytes - 1];
    labels.push_back(checked_label(label, 0, format.classes - 1, number, where));
    std::copy_n(record + format.label_bytes, pixels.cols(), pixels.row(row + i).data());
  }
}

void decode_stl10_images(Bytes images, PixelMatrix& pixels) {
  constexpr Index side = stl10_shape.height;
  using Plane = Eigen::Matrix<std::uint8_t, side, side, Eigen::RowMajor>;
  for (Index i = 0; i < pixels.rows(); ++i) {
    for (Index c = 0; c < stl10_shape.channels; ++c) {
      const Index at = c * side * side;
      const Eigen::Map<const Plane> stored(images.data() + i * stl10_shape.size() + at);
      Eigen::Map<Plane>(pixels.row(i).data() + at) = stored.transpose();
    }
  }
}

std::vector<int> decode_stl10_labels(Bytes labels, const std::string& where) {
  std::vector<int> classes;
  classes.reserve(labels.size());
  for (const std::uint8_t label : labels) {
    const auto record = static_cast<Index>(classes.size());
    classes.push_back(checked_label(label, 1, 10, record, where) - 1);
  }
  return classes;
}

}  // namespace eigenviews::data
