#pragma once

#include "probe/feature_set.hpp"

namespace eigenviews::apps {

/// Features and labels from --features, --labels, --test-features and --test-labels.
/// @throws core::InputError  a file is no array of the right form, labels are not whole numbers
///     >= 0 or not one a row, features differ in their columns, a test label that no training row
///     has. core::FileError  a file cannot be read.
[[nodiscard]] FeatureSet read_feature_files(const ProbeOptions& options);

}  // namespace eigenviews::apps
