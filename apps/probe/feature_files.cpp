#include "probe/feature_files.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "data/finite.hpp"
#include "data/npy.hpp"

namespace eigenviews::apps {

namespace {

data::RowMatrix read_matrix(const std::string& path) {
  data::NpyArray array = data::parse_npy(data::read_file(path), path);
  if (array.header.shape.size() != 2 || array.numbers.size() == 0) {
    core::reject(
        path,
        "features are a matrix, one row an original",
        fmt::format("{} dimensions, {} numbers", array.header.shape.size(), array.numbers.size()));
  }
  data::require_finite(array.numbers, path);
  return std::move(array.numbers);
}

std::vector<int> read_labels(const std::string& path, Eigen::Index rows) {
  const data::RowMatrix numbers = data::parse_npy(data::read_file(path), path).numbers;
  if (numbers.size() != rows) {
    core::reject(path,
                 fmt::format("there must be one label for each of the {} rows of features", rows),
                 numbers.size());
  }
  constexpr double most = 1e6;
  std::vector<int> labels;
  for (Eigen::Index i = 0; i < rows; ++i) {
    const double label = numbers.data()[i];
    if (!(label >= 0 && label < most && label == std::floor(label))) {
      core::reject(path,
                   "labels are whole numbers 0, 1, ... below 10^6",
                   fmt::format("{} in row {}", label, i));
    }
    labels.push_back(static_cast<int>(label));
  }
  return labels;
}

}  // namespace

FeatureSet read_feature_files(const ProbeOptions& options) {
  FeatureSet set;
  set.train = read_matrix(options.features);
  set.test = read_matrix(options.test_features);
  if (set.train.cols() != set.test.cols()) {
    core::reject(options.test_features,
                 fmt::format("as many columns as {} has, {}", options.features, set.train.cols()),
                 set.test.cols());
  }
  set.train_labels = read_labels(options.labels, set.train.rows());
  set.test_labels = read_labels(options.test_labels, set.test.rows());
  const int last = *std::max_element(set.train_labels.begin(), set.train_labels.end());
  std::vector<bool> known(static_cast<std::size_t>(last) + 1);
  for (const int label : set.train_labels) known[static_cast<std::size_t>(label)] = true;
  for (const int label : set.test_labels) {
    if (label <= last && known[static_cast<std::size_t>(label)]) continue;
    core::reject(options.test_labels, "each label must be among those of --labels", label);
  }
  for (int k = 0; k <= last; ++k) set.classes.push_back(std::to_string(k));
  return set;
}

}  // namespace eigenviews::apps
