#pragma once

#include <Eigen/Core>
#include <string>

namespace eigenviews::report {

/// A real function on a finite space and how it is drawn.
struct FunctionPicture {
  enum class Kind {
    bars,      ///< one bar a state.
    line,      ///< over points of an interval: `x` ascending.
    circle,    ///< around a circle: `x` holds angles in radians.
    heat_map,  ///< state r * cols + c is the cell (r, c) of a rows x cols picture.
    sphere,    ///< as heat_map: rows are latitudes from north to south, cols longitudes from 0.
  };
  std::string caption;
  Kind kind = Kind::bars;
  Eigen::VectorXd values;  ///< n values, in the order of the states.
  Eigen::VectorXd x;       ///< line and circle: n positions. Sphere: `rows` colatitudes in [0, pi],
                           ///< ascending; empty stands for equal steps.
  /// line only, may be empty: n probabilities. Points below 1e-2 of the largest are left out, since
  /// functions that are orthonormal in L2(rho) grow without bound where rho vanishes.
  Eigen::VectorXd weights;
  Eigen::Index rows = 0;  ///< heat_map and sphere.
  Eigen::Index cols = 0;  ///< heat_map and sphere.
};

/// The picture as one SVG element (without its caption), 200 wide, with the range of the values
/// told below. Signs have the same colours in every kind: red above 0, blue below.
///
/// heat_map: one pixel a cell, nearest neighbour. sphere: Mollweide's equal-area map of the whole
/// sphere, nearest cell. bars: above 200 states, each column of the picture shows the smallest and
/// the largest value of its states.
/// @throws core::InputError  sizes that do not fit, or a value that is not finite.
[[nodiscard]] std::string function_svg(const FunctionPicture& picture);

}  // namespace eigenviews::report
