#include "report/sphere_map.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "core/errors.hpp"
#include "report/colour_map.hpp"

namespace eigenviews::report {
namespace {

using Eigen::Index;
constexpr double pi = std::numbers::pi;

void validate(const Eigen::Ref<const Eigen::VectorXd>& values,
              const Eigen::Ref<const Eigen::VectorXd>& colatitudes,
              Index cols) {
  const Index rows = colatitudes.size();
  if (rows < 1 || cols < 1 || values.size() % cols != 0 || values.size() / cols != rows) {
    core::reject("sphere_map",
                 fmt::format("{} colatitudes x {} longitudes need one value a cell", rows, cols),
                 values.size());
  }
  for (Index r = 0; r < rows; ++r) {
    const double previous = r == 0 ? 0 : colatitudes(r - 1);
    if (!(colatitudes(r) >= previous && colatitudes(r) <= pi)) {
      core::reject("sphere_map", "colatitudes must ascend within [0, pi]", colatitudes(r));
    }
  }
}

Index nearest_row(const Eigen::Ref<const Eigen::VectorXd>& colatitudes, double colatitude) {
  Index nearest = 0;
  (colatitudes.array() - colatitude).abs().minCoeff(&nearest);
  return nearest;
}

Index nearest_col(double longitude, Index cols) {
  const Index col = std::lround(longitude / (2 * pi) * static_cast<double>(cols));
  return (col % cols + cols) % cols;
}

}  // namespace

PixelImage sphere_map(const Eigen::Ref<const Eigen::VectorXd>& values,
                      const Eigen::Ref<const Eigen::VectorXd>& colatitudes,
                      Index cols,
                      double range,
                      Index height) {
  validate(values, colatitudes, cols);
  PixelImage image{height, 2 * height, 4, {}};
  image.pixels.assign(static_cast<std::size_t>(image.rows * image.cols * 4), 0);
  const auto centred = [](Index pixel, Index pixels) {  // centre of the pixel, in (-1, 1)
    return (2.0 * static_cast<double>(pixel) + 1.0) / static_cast<double>(pixels) - 1.0;
  };
  for (Index i = 0; i < image.rows; ++i) {
    const double sin_t = -centred(i, image.rows);
    const double t = std::asin(sin_t);
    const double cos_t = std::cos(t);
    const double latitude = std::asin((2 * t + std::sin(2 * t)) / pi);
    const Index row = nearest_row(colatitudes, pi / 2 - latitude);
    for (Index j = 0; j < image.cols; ++j) {
      const double longitude = pi * centred(j, image.cols) / cos_t;
      if (std::abs(longitude) > pi) continue;
      const Rgb colour =
          diverging_colour(values(row * cols + nearest_col(longitude, cols)) / range);
      auto* pixel = &image.pixels[static_cast<std::size_t>((i * image.cols + j) * 4)];
      for (std::size_t c = 0; c < 3; ++c) pixel[c] = colour[c];
      pixel[3] = 255;
    }
  }
  return image;
}

}  // namespace eigenviews::report
