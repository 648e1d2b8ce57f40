#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "probe/feature_set.hpp"

namespace eigenviews::apps {

/// What features depend on, as 256 bits.
using FeatureKey = std::array<std::int64_t, 4>;

struct CachedFeatures {
  Eigen::MatrixXd train, test;
};

/// The features of a file of save_features with this key; nothing where the file is missing,
/// damaged or of another key.
[[nodiscard]] std::optional<CachedFeatures> load_features(const std::filesystem::path& file,
                                                          const FeatureKey& key);

/// Writes features.npz: `train` (n, p), `train_labels`, `test`, `test_labels` and `key`. It appears
/// whole or not at all. @throws core::FileError  it cannot be written.
void save_features(const std::filesystem::path& file, const FeatureKey& key, const FeatureSet& set);

}  // namespace eigenviews::apps
