#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/input_file.hpp"
#include "data/originals.hpp"

namespace eigenviews::data {

/// The binary version of CIFAR-10 or CIFAR-100: files of equal size, made of records
/// [label bytes | 1024 red | 1024 green | 1024 blue], each colour row-major.
struct CifarFormat {
  std::string_view dataset;
  std::vector<std::string> files;  ///< in the order of the originals.
  Index records_per_file = 0;
  Index label_bytes = 1;   ///< CIFAR-100 has two: the coarse class, then the fine one.
  int classes = 10;        ///< of the last label byte, the one that is kept.
  int coarse_classes = 0;  ///< of the first label byte where there are two.
  [[nodiscard]] Index record_bytes() const { return label_bytes + 3 * 32 * 32; }
};

/// Splits records into rows of `pixels` from `row` on, and appends their labels.
///
/// @param records  a whole number of records, at most pixels.rows() - row of them.
/// @param where    the file's name, for messages.
/// @throws core::InputError  a label outside its range; the line names the record, from 0.
void decode_cifar(Bytes records,
                  const CifarFormat& format,
                  const std::string& where,
                  Index row,
                  PixelMatrix& pixels,
                  std::vector<int>& labels);

constexpr ImageShape stl10_shape{.channels = 3, .height = 96, .width = 96};

/// Turns STL-10 images (channel by channel, each column-major) into rows of (C, H, W), row-major:
/// pixel (c, y, x) is byte (c * 96 + x) * 96 + y of its image.
///
/// @param images  pixels.rows() images of 27648 bytes.
void decode_stl10_images(Bytes images, PixelMatrix& pixels);

/// STL-10's labels 1 .. 10 as 0 .. 9.
/// @throws core::InputError  a label outside its range; the line names the record, from 0.
[[nodiscard]] std::vector<int> decode_stl10_labels(Bytes labels, const std::string& where);

}  // namespace eigenviews::data
