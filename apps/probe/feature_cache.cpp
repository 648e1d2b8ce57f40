#include "probe/feature_cache.hpp"

#include "core/errors.hpp"
#include "data/npz.hpp"
#include "report/file_io.hpp"
#include "report/npz.hpp"

namespace eigenviews::apps {

namespace {

// Words become doubles in data::NpyArray, so the key is stored in parts that these hold exactly.
report::Int64Vector parts_of(const FeatureKey& key) {
  report::Int64Vector parts(8);
  for (int i = 0; i < 8; ++i) {
    const auto word = static_cast<std::uint64_t>(key[static_cast<std::size_t>(i / 2)]);
    parts[i] = static_cast<std::int64_t>(i % 2 == 0 ? word & 0xffffffff : word >> 32);
  }
  return parts;
}

report::Int64Vector vector_of(const std::vector<int>& labels) {
  return Eigen::Map<const Eigen::VectorXi>(labels.data(), static_cast<Eigen::Index>(labels.size()))
      .cast<std::int64_t>();
}

}  // namespace

std::optional<CachedFeatures> load_features(const std::filesystem::path& file,
                                            const FeatureKey& key) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return std::nullopt;
  try {
    const data::NpzFile npz(file);
    const Eigen::VectorXd wanted = parts_of(key).cast<double>();
    const data::RowMatrix found = npz.array("key").numbers;
    if (found.size() != wanted.size() || found.col(0) != wanted) return std::nullopt;
    return CachedFeatures{npz.array("train").numbers, npz.array("test").numbers};
  } catch (const core::InputError&) {  // damaged: made again
    return std::nullopt;
  }
}

void save_features(const std::filesystem::path& file,
                   const FeatureKey& key,
                   const FeatureSet& set) {
  const report::Int64Vector parts = parts_of(key), train_labels = vector_of(set.train_labels),
                            test_labels = vector_of(set.test_labels);
  report::NpzWriter npz;
  npz.add("key", parts);
  npz.add("train", set.train);
  npz.add("train_labels", train_labels);
  npz.add("test", set.test);
  npz.add("test_labels", test_labels);
  const std::filesystem::path part = file.string() + ".part";
  npz.save(part, file);
  report::sync_to_disk(part, file);
  std::error_code error;
  std::filesystem::rename(part, file, error);
  if (error) report::raise_errno("write", file, error.value());
}

}  // namespace eigenviews::apps
