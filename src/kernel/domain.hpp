#pragma once

#include <Eigen/Core>

namespace eigenviews::kernel {

/// How functions on a finite space are drawn.
struct Domain {
  enum class Kind {
    bars,    ///< no geometry: one bar a state.
    line,    ///< points on an interval; coordinates is n x 1, ascending.
    circle,  ///< angles in [0, 2 pi); coordinates is n x 1.
    grid,    ///< states i = row * cols + col of a rows x cols picture.
    sphere,  ///< as grid: rows are latitudes from north to south, cols longitudes from 0 to 2 pi.
  };
  Kind kind = Kind::bars;
  Eigen::Index rows = 0;        ///< grid and sphere only.
  Eigen::Index cols = 0;        ///< grid and sphere only.
  Eigen::MatrixXd coordinates;  ///< line and circle: n x 1; sphere: n x 2 (colatitude, longitude).
};

}  // namespace eigenviews::kernel
