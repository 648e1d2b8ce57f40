#pragma once

#include <Eigen/Core>

#include "report/png.hpp"

namespace eigenviews::report {

/// A function on the sphere as Mollweide's equal-area map, longitude 0 in the middle, north above.
///
/// With t the auxiliary angle, y = sqrt(2) sin t, pi sin(latitude) = 2 t + sin 2 t, and
/// x = (2 sqrt(2) / pi) longitude cos t: inverted here pixel by pixel. Each pixel takes the colour
/// of the nearest cell, diverging_colour(value / range); outside of the ellipse it is transparent.
///
/// @param values       value[r * cols + c] at colatitude r and longitude 2 pi c / cols.
/// @param colatitudes  `rows` angles in [0, pi], ascending.
/// @param height       of the picture in pixels; its width is twice that.
/// @throws core::InputError  sizes do not fit, or colatitudes do not ascend within [0, pi].
[[nodiscard]] PixelImage sphere_map(const Eigen::Ref<const Eigen::VectorXd>& values,
                                    const Eigen::Ref<const Eigen::VectorXd>& colatitudes,
                                    Eigen::Index cols,
                                    double range,
                                    Eigen::Index height);

}  // namespace eigenviews::report
