#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/originals.hpp"

namespace eigenviews::kernel {

using Eigen::Index;

/// One exact image transform S with the probability of being drawn: (S x)[p] = x[source[p]], and 0
/// where source[p] < 0 (pixels moved in from outside the image).
struct ImageTransform {
  double weight = 1;
  std::vector<std::int32_t> source;
};

/// A density-known augmentation p(a|x) = sum_t w_t N(a; S_t x, sigma^2 I), as a user names it.
struct Augmentation {
  std::string text;  ///< as given, for example "shift:r=1+flip+gaussian:sigma=3".
  std::vector<ImageTransform> transforms;  ///< all combinations; weights sum to 1. At least one.
  double sigma = 0;                        ///< > 0, in units of the data (pixels in [0, 1]).
  Index pca = 0;  ///< noise and density in the leading `pca` components; 0: all.
};

/// Reads "NAME:key=value,...+NAME:...". Transforms act in the order given, the noise comes last:
///   shift:r=R     every integer shift of at most R pixels in each axis, equally likely, zero fill;
///   flip          left-right mirror with probability 1/2;
///   rot90         quarter turns 0, 1, 2, 3, equally likely (square images);
///   gaussian:sigma=S[,pca=Q]   the noise, once and last; sigma is required.
/// @param image      the layout of a row; empty where rows are not images.
/// @param dimension  length of a row.
/// @throws core::InputError  unknown name (the nearest known one is named), missing or repeated
///                           gaussian, sigma not > 0, transforms on rows that are not images, rot90
///                           on images that are not square, `ssl` (it has no density).
[[nodiscard]] Augmentation parse_augmentation(const std::string& text,
                                              const std::optional<data::ImageShape>& image,
                                              Index dimension);

}  // namespace eigenviews::kernel
