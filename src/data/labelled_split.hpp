#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/originals.hpp"

namespace eigenviews::data {

struct SplitOptions {
  std::filesystem::path data_dir;  ///< as LoadOptions.
  Index limit = 0;                 ///< the first `limit` originals for training; 0 is all of them.
  Index test_limit = 0;            ///< the same for the test.
  std::string test;        ///< empty: the set's own test split; "fraction:F"; a folder of pictures.
  std::uint64_t seed = 0;  ///< of a fraction.
};

/// Originals with labels for a read-out, and others to test it on.
struct LabelledSplit {
  Originals train, test;             ///< labels 0 .. K-1, K = classes.size(), of both alike.
  std::vector<std::string> classes;  ///< names; "0", "1", ... where there are none.
  std::string test_from;             ///< where `test` comes from, in words.
};

/// Loads a data set for training and test.
///
/// fashion-mnist, mnist, cifar10, cifar100 and stl10 bring their test splits. A folder of pictures
/// is PATH/train and PATH/test where both are there; otherwise options.test says where the test
/// pictures are, in class folders of the same names. "fraction:F", 0 < F < 1, of any set: of each
/// class of n originals round(F n), but never all, drawn by Philox streams of (seed); the others
/// train, in their order.
///
/// @throws core::InputError  as load_originals; a set without labels; no test originals, or no
///     way to find some; a test class without training originals; other sizes of pictures; F.
[[nodiscard]] LabelledSplit load_labelled_split(const std::string& dataset,
                                                const SplitOptions& options);

/// The originals at these places, in this order, with their labels.
[[nodiscard]] Originals selected(const Originals& originals, const std::vector<Index>& places);

}  // namespace eigenviews::data
