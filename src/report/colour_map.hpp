#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>

#include "report/png.hpp"

namespace eigenviews::report {

using Rgb = std::array<std::uint8_t, 3>;

/// Blue (-1) over white (0) to red (+1); `t` beyond is clipped, NaN is grey.
[[nodiscard]] Rgb diverging_colour(double t);

/// The largest |value|, or 1 where all values are 0: the symmetric range of a picture.
/// @throws core::InputError  a value is not finite, or there is none.
[[nodiscard]] double symmetric_range(const Eigen::Ref<const Eigen::VectorXd>& values);

/// One RGB pixel for each entry of a rows x cols picture, value / range through diverging_colour.
/// Entry (r, c) is values[r * cols + c].
/// @throws core::InputError  values.size() != rows * cols.
[[nodiscard]] PixelImage diverging_picture(const Eigen::Ref<const Eigen::VectorXd>& values,
                                           Eigen::Index rows,
                                           Eigen::Index cols,
                                           double range);

}  // namespace eigenviews::report
