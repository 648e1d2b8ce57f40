#include "data/labelled_split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "core/spec.hpp"
#include "data/class_names.hpp"
#include "data/image_folder.hpp"
#include "data/load.hpp"
#include "data/printable.hpp"

namespace eigenviews::data {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view folder_family = "folder:";
constexpr std::string_view fraction_family = "fraction:";
constexpr std::uint32_t split_stream = 32;  // an operation of its own, beside core::StreamOp

void require_labels(const Originals& originals) {
  if (!originals.labels.empty()) return;
  core::reject(originals.name,
               "a read-out needs labels, and this set has none",
               fmt::format("{} originals without", originals.count()),
               "for pictures, one folder a class; for arrays, --features and --labels");
}

// The fraction of "fraction:F", or nothing for another text.
std::optional<double> fraction_of(const std::string& test) {
  if (!test.starts_with(fraction_family)) return std::nullopt;
  const auto fraction = core::parse_number(test.substr(fraction_family.size()));
  if (!fraction || !(*fraction > 0 && *fraction < 1)) {
    core::reject("--test", "a fraction lies between 0 and 1", test, "for example fraction:0.2");
  }
  return fraction;
}

std::vector<Index> shuffled(Index count, std::uint64_t seed) {
  std::vector<Index> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), Index{0});
  core::Stream stream({.seed = seed, .op = split_stream});
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[static_cast<std::size_t>(stream.below(i))]);
  }
  return order;
}

// Of each class the first round(F n) of a random order, but never all.
LabelledSplit split_by_fraction(const Originals& all, double fraction, std::uint64_t seed) {
  std::map<int, Index> left_for_test;
  for (const int label : all.labels) ++left_for_test[label];
  for (auto& [label, count] : left_for_test) {
    const auto wanted = std::llround(fraction * static_cast<double>(count));
    count = std::min<Index>(wanted, count - 1);
  }
  std::vector<Index> train, test;
  for (const Index i : shuffled(all.count(), seed)) {
    Index& left = left_for_test[all.labels[static_cast<std::size_t>(i)]];
    (left > 0 ? test : train).push_back(i);
    if (left > 0) --left;
  }
  std::sort(train.begin(), train.end());
  std::sort(test.begin(), test.end());
  return {selected(all, train),
          selected(all, test),
          {},
          fmt::format("{:g} of each class, drawn with seed {}", fraction, seed)};
}

// Where the training and the test pictures of a folder lie.
struct FolderPair {
  fs::path train, test;
};

FolderPair find_folders(const fs::path& root, const std::string& test) {
  std::error_code ignored;
  const bool pair =
      fs::is_directory(root / "train", ignored) && fs::is_directory(root / "test", ignored);
  if (!test.empty()) return {pair ? root / "train" : root, test};
  if (pair) return {root / "train", root / "test"};
  core::reject(
      "--test",
      fmt::format("{} has no folders train and test: say where the test pictures are", shown(root)),
      "nothing",
      "--test PATH, or --test fraction:0.2");
}

// Labels of the test pictures by the names of the training classes.
void follow_classes(const fs::path& root,
                    const std::vector<std::string>& classes,
                    Originals& test) {
  std::vector<int> of_training;
  for (const std::string& name : image_classes(root)) {
    const auto found = std::find(classes.begin(), classes.end(), name);
    if (found == classes.end()) {
      core::reject(shown(root),
                   "its class folders must be among those of the training pictures",
                   name,
                   "rename or remove it");
    }
    of_training.push_back(static_cast<int>(found - classes.begin()));
  }
  for (int& label : test.labels) label = of_training[static_cast<std::size_t>(label)];
}

LabelledSplit split_of_folders(const FolderPair& folders, const SplitOptions& options) {
  LabelledSplit split{load_image_folder(folders.train, options.limit),
                      load_image_folder(folders.test, options.test_limit),
                      image_classes(folders.train),
                      folders.test.string()};
  require_labels(split.train);
  require_labels(split.test);
  follow_classes(folders.test, split.classes, split.test);
  return split;
}

Originals load_part(const std::string& dataset, const SplitOptions& options, Split part) {
  const Index limit = part == Split::test ? options.test_limit : options.limit;
  return load_originals(dataset, {options.data_dir, limit, part});
}

LabelledSplit published_split(const std::string& dataset, const SplitOptions& options) {
  if (!options.test.empty()) {
    require_labels(load_originals(dataset, {options.data_dir, 1}));  // names that are none first
    core::reject("--test",
                 fmt::format("{} brings its own test split", dataset),
                 options.test,
                 "leave it out, or give fraction:F");
  }
  return {load_part(dataset, options, Split::training),
          load_part(dataset, options, Split::test),
          {},
          "its own test split"};
}

LabelledSplit fraction_split(const std::string& dataset,
                             const SplitOptions& options,
                             double fraction) {
  if (options.test_limit != 0) {
    core::reject("--test-n", "a fraction has its own size", options.test_limit, "leave it out");
  }
  const Originals all = load_part(dataset, options, Split::training);
  require_labels(all);
  LabelledSplit split = split_by_fraction(all, fraction, options.seed);
  if (dataset.starts_with(folder_family)) {
    split.classes = image_classes(dataset.substr(folder_family.size()));
  }
  return split;
}

LabelledSplit load_parts(const std::string& dataset, const SplitOptions& options) {
  if (const auto fraction = fraction_of(options.test)) {
    return fraction_split(dataset, options, *fraction);
  }
  if (dataset.starts_with(folder_family) && dataset.size() > folder_family.size()) {
    const fs::path root = dataset.substr(folder_family.size());
    return split_of_folders(find_folders(root, options.test), options);
  }
  if (dataset.starts_with("npy:")) require_labels(load_originals(dataset, {.limit = 1}));
  return published_split(dataset, options);
}

void require_one_shape(const LabelledSplit& split) {
  if (split.train.image == split.test.image) return;
  const auto text = [](const Originals& o) {
    return fmt::format("{} x {} x {}", o.image->channels, o.image->height, o.image->width);
  };
  core::reject(split.test.name,
               fmt::format("test pictures must be {} as those for training", text(split.train)),
               text(split.test),
               "scale them, or make all grey or all coloured");
}

void require_known_labels(const LabelledSplit& split) {
  std::vector<bool> known(split.classes.size());
  for (const int label : split.train.labels) known[static_cast<std::size_t>(label)] = true;
  for (const int label : split.test.labels) {
    if (known[static_cast<std::size_t>(label)]) continue;
    core::reject(split.test.name,
                 "each class of the test must be among the training originals",
                 split.classes[static_cast<std::size_t>(label)],
                 "give a larger --n");
  }
}

}  // namespace

Originals selected(const Originals& originals, const std::vector<Index>& places) {
  Originals part{.name = originals.name, .values = {}, .image = originals.image, .labels = {}};
  std::visit(
      [&](const auto& rows) {
        std::decay_t<decltype(rows)> kept(static_cast<Index>(places.size()), rows.cols());
        for (Index i = 0; i < kept.rows(); ++i) {
          kept.row(i) = rows.row(places[static_cast<std::size_t>(i)]);
        }
        part.values = std::move(kept);
      },
      originals.values);
  if (originals.labels.empty()) return part;
  for (const Index i : places) {
    part.labels.push_back(originals.labels[static_cast<std::size_t>(i)]);
  }
  return part;
}

LabelledSplit load_labelled_split(const std::string& dataset, const SplitOptions& options) {
  LabelledSplit split = load_parts(dataset, options);
  if (split.test.count() == 0) {
    core::reject("--test", "there must be an original to test on", options.test, "a larger part");
  }
  require_one_shape(split);
  if (split.classes.empty()) split.classes = published_class_names(dataset);
  const int last = std::max(*std::max_element(split.train.labels.begin(), split.train.labels.end()),
                            *std::max_element(split.test.labels.begin(), split.test.labels.end()));
  for (int k = static_cast<int>(split.classes.size()); k <= last; ++k) {
    split.classes.push_back(std::to_string(k));
  }
  require_known_labels(split);
  return split;
}

}  // namespace eigenviews::data
