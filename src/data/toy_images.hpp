#pragma once

#include "data/originals.hpp"

namespace eigenviews::data {

/// How a state of the torus toy becomes an image.
enum class TorusRender {
  bump,     ///< grey: a periodic Gaussian bump centred on the state's row and column.
  grating,  ///< colour: a grating whose orientation is the row and whose hue is the column.
};

/// The images of the states of the torus Z_side x Z_side: side^2 rows of bytes, the state
/// (row, col) in row i = row * side + col. Both renderings are periodic in row and col.
///
/// bump, 1 x side x side:
///   255 exp(-(g(y - row)^2 + g(x - col)^2) / (2 * 1.5^2)), g(t) = min(|t|, side - |t|).
/// grating, 3 x side x side, with theta = pi row / side, hue = 2 pi col / side and (y, x) measured
/// from the image's centre in units of its side:
///   255 (1 + cos(2 pi * 3 (x cos theta + y sin theta))) / 2 * (1 + cos(hue - 2 pi c / 3)) / 2.
/// The wave is even, so a half turn (row = side) gives the image of row = 0 again.
///
/// @throws core::InputError  side < 1, or too little memory.
/// Cost: O(side^4) time and bytes, three times as much for gratings.
[[nodiscard]] Originals render_torus(Index side, TorusRender render);

}  // namespace eigenviews::data
