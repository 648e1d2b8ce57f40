#include "report/colour_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace eigenviews::report {
namespace {

// From 0 outwards: nearly white, a middle tone, the full tone. Blue and red of equal lightness at
// equal |t|, so that neither sign looks larger; told apart by all common kinds of colour vision.
using Ramp = std::array<std::array<double, 3>, 3>;
constexpr Ramp blue = {{{247, 247, 247}, {128, 168, 216}, {30, 75, 148}}};
constexpr Ramp red = {{{247, 247, 247}, {236, 145, 118}, {160, 28, 38}}};
constexpr Rgb grey = {128, 128, 128};

}  // namespace

Rgb diverging_colour(double t) {
  if (std::isnan(t)) return grey;
  const Ramp& ramp = t < 0 ? blue : red;
  const double place = 2 * std::min(std::abs(t), 1.0);  // 0, 1, 2 are the three tones
  const std::size_t tone = place < 1 ? 0 : 1;
  const double share = place - static_cast<double>(tone);
  Rgb colour{};
  for (std::size_t c = 0; c < 3; ++c) {
    const double value = (1 - share) * ramp[tone][c] + share * ramp[tone + 1][c];
    colour[c] = static_cast<std::uint8_t>(std::lround(value));
  }
  return colour;
}

double symmetric_range(const Eigen::Ref<const Eigen::VectorXd>& values) {
  if (values.size() == 0) core::reject("symmetric_range", "at least one value is needed", 0);
  if (!values.allFinite()) {
    core::reject("symmetric_range", "every value must be finite", "NaN or infinity");
  }
  const double largest = values.cwiseAbs().maxCoeff();
  return largest > 0 ? largest : 1.0;
}

PixelImage diverging_picture(const Eigen::Ref<const Eigen::VectorXd>& values,
                             Eigen::Index rows,
                             Eigen::Index cols,
                             double range) {
  // Not rows * cols, which may overflow.
  if (rows < 1 || cols < 1 || values.size() % cols != 0 || values.size() / cols != rows) {
    core::reject("diverging_picture",
                 fmt::format("a {} x {} picture needs one value a cell", rows, cols),
                 values.size());
  }
  PixelImage image{rows, cols, 3, {}};
  image.pixels.reserve(static_cast<std::size_t>(values.size()) * 3);
  for (const double value : values) {
    for (const std::uint8_t part : diverging_colour(value / range)) image.pixels.push_back(part);
  }
  return image;
}

}  // namespace eigenviews::report
