#pragma once

#include <string>
#include <vector>

namespace eigenviews::apps {

/// How images in [0, 1] are made a network's inputs: (x - mean) / std in each channel.
struct Normalisation {
  std::string name = "none";  ///< as it was given.
  std::vector<double> mean;   ///< one for all channels or one for each; empty: images stay.
  std::vector<double> std;    ///< as many, each > 0.
};

/// "none"; "imagenet" and "cifar10", the colours' means and standard deviations over those data
/// sets; or numbers with commas: MEAN,STD, or the means of all channels and then their standard
/// deviations.
/// @throws core::InputError  another name, an odd count, a number that is not finite, a standard
///                           deviation that is not > 0.
[[nodiscard]] Normalisation parse_normalisation(const std::string& text);

}  // namespace eigenviews::apps
