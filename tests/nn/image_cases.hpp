#pragma once

#include <string>

#include "data/originals.hpp"

namespace eigenviews::test {

/// n images of random bytes. The second has channels of 0 or 255 alone, so that the largest channel
/// is not unique; the third is grey in every pixel; the fourth is a smooth ramp.
[[nodiscard]] data::Originals byte_images(data::Index n,
                                          const data::ImageShape& shape,
                                          const std::string& name = "test");

}  // namespace eigenviews::test
