#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace eigenviews::data {

using Index = Eigen::Index;
using PixelMatrix = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The layout of one image in a row: channel by channel, each row-major (C, H, W).
struct ImageShape {
  Index channels = 1;
  Index height = 0;
  Index width = 0;
  [[nodiscard]] Index size() const { return channels * height * width; }
  friend bool operator==(const ImageShape&, const ImageShape&) = default;
};

/// The originals x_1, ..., x_n of a data set: one row each.
struct Originals {
  std::string name;                             ///< "fashion-mnist", "folder:PATH", ...
  std::variant<PixelMatrix, RowMatrix> values;  ///< n x p: bytes of images, or real numbers.
  std::optional<ImageShape> image;              ///< set where rows are images; size() == p.
  std::vector<int> labels;                      ///< n class indices, or empty.

  [[nodiscard]] Index count() const;
  [[nodiscard]] Index dimension() const;
  /// Rows begin .. begin + count - 1 as real numbers; bytes become value / 255, in [0, 1].
  [[nodiscard]] RowMatrix rows(Index begin, Index count) const;
};

}  // namespace eigenviews::data
