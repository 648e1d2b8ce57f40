#include "data/toy_images.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/errors.hpp"
#include "core/memory.hpp"

namespace eigenviews::data {

namespace {

constexpr double bump_width = 1.5;  // pixels
constexpr double waves = 3.0;       // of a grating, across the image
constexpr double pi = std::numbers::pi;

std::uint8_t to_byte(double value) { return static_cast<std::uint8_t>(std::lround(255.0 * value)); }

// exp(-gap^2 / (2 width^2)) at every distance 0 .. side - 1 around the circle.
Eigen::VectorXd periodic_bump(Index side) {
  return Eigen::VectorXd::NullaryExpr(side, [side](Index distance) {
    const auto gap = static_cast<double>(std::min(distance, side - distance));
    return std::exp(-gap * gap / (2 * bump_width * bump_width));
  });
}

PixelMatrix render_bumps(Index side) {
  const Eigen::VectorXd bump = periodic_bump(side);
  const auto at = [&](Index pixel, Index centre) { return bump[std::abs(pixel - centre)]; };
  return PixelMatrix::NullaryExpr(side * side, side * side, [&](Index state, Index pixel) {
    return to_byte(at(pixel / side, state / side) * at(pixel % side, state % side));
  });
}

// cos(2 pi waves (x cos theta + y sin theta)) mapped to [0, 1], at each pixel of the image.
Eigen::VectorXd grating(Index side, double theta) {
  const auto centred = [side](Index pixel) {
    return (static_cast<double>(pixel) - 0.5 * static_cast<double>(side - 1)) /
           static_cast<double>(side);
  };
  return Eigen::VectorXd::NullaryExpr(side * side, [&](Index pixel) {
    const double along =
        centred(pixel % side) * std::cos(theta) + centred(pixel / side) * std::sin(theta);
    return 0.5 * (1 + std::cos(2 * pi * waves * along));
  });
}

PixelMatrix render_gratings(Index side) {
  const Index area = side * side;
  PixelMatrix images(area, 3 * area);
  for (Index row = 0; row < side; ++row) {
    const Eigen::VectorXd wave =
        grating(side, pi * static_cast<double>(row) / static_cast<double>(side));
    for (Index col = 0; col < side; ++col) {
      const double hue = 2 * pi * static_cast<double>(col) / static_cast<double>(side);
      for (Index c = 0; c < 3; ++c) {
        const double strength = 0.5 * (1 + std::cos(hue - 2 * pi * static_cast<double>(c) / 3));
        images.row(row * side + col).segment(c * area, area) =
            (strength * wave).unaryExpr(&to_byte).transpose();
      }
    }
  }
  return images;
}

}  // namespace

Originals render_torus(Index side, TorusRender render) {
  if (side < 1) core::reject("render_torus", "the side must be at least 1", side);
  const Index channels = render == TorusRender::bump ? 1 : 3;
  const auto length = static_cast<double>(side);
  core::require_memory("torus images",
                       static_cast<double>(channels) * std::pow(length, 4),
                       "give a smaller side");
  return {.name = "torus",
          .values = render == TorusRender::bump ? render_bumps(side) : render_gratings(side),
          .image = ImageShape{.channels = channels, .height = side, .width = side},
          .labels = {}};
}

}  // namespace eigenviews::data
