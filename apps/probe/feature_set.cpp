#include "probe/feature_set.hpp"

#include <fmt/format.h>

#include <chrono>

#include "core/errors.hpp"
#include "core/version.hpp"
#include "data/labelled_split.hpp"
#include "probe/digest.hpp"
#include "probe/feature_cache.hpp"
#include "probe/feature_files.hpp"

namespace eigenviews::apps {

namespace {

void add_originals(Digest& digest, const data::Originals& originals) {
  std::visit(
      [&](const auto& rows) {
        digest.add(rows.data(), static_cast<std::size_t>(rows.size()) * sizeof(rows(0, 0)));
      },
      originals.values);
  digest.add(originals.labels.data(), originals.labels.size() * sizeof(int));
}

// Everything that features depend on, but the device and the number of threads.
FeatureKey key_of(const ProbeOptions& o, const data::LabelledSplit& split) {
  Digest digest;
  digest.add(core::version()).add_file(o.ckpt).add(o.layer);
  digest.add(static_cast<double>(o.average)).add(static_cast<double>(o.common.seed));
  digest.add(o.augment).add(o.arch).add(o.stem).add(o.normalise).add(o.width.value_or(0));
  add_originals(digest, split.train);
  add_originals(digest, split.test);
  return digest.words();
}

// The labelled data that --dataset names, or those of the training.
data::LabelledSplit load_split(const ProbeOptions& o, const NetworkParts& parts) {
  const std::optional<TrainedOn> trained = parts.trained_on(o.ckpt);
  if (o.dataset.empty() && !trained) {
    core::reject("--dataset",
                 "a checkpoint of another program does not say its data set",
                 "none",
                 "name a labelled one");
  }
  const std::string dataset = o.dataset.empty() ? trained->dataset : o.dataset;
  if (dataset == "toy" || dataset.starts_with("toy:")) {
    core::reject("--dataset", "a toy has no labels to read out", dataset, "name a data set");
  }
  data::SplitOptions split;
  split.data_dir = o.data_dir.empty() && trained ? trained->data_dir : o.data_dir;
  split.limit = o.n.value_or(0);
  split.test_limit = o.test_n.value_or(0);
  split.test = o.test;
  split.seed = o.common.seed;
  return data::load_labelled_split(dataset, split);
}

ProbeFeatures features_of_network(const ProbeOptions& o,
                                  const NetworkParts& parts,
                                  const std::string& cache,
                                  const core::ProgressListener& progress) {
  data::LabelledSplit split = load_split(o, parts);
  const std::unique_ptr<FeatureNetwork> network = parts.open(o, split.train);
  ProbeFeatures result;
  result.facts = {.dataset = split.train.name,
                  .test_from = split.test_from,
                  .checkpoint = network->facts(),
                  .views = network->views()};
  FeatureSet& set = result.set;
  set.train_labels = split.train.labels;
  set.test_labels = split.test.labels;
  set.classes = split.classes;
  const auto start = std::chrono::steady_clock::now();
  const FeatureKey key = cache.empty() ? FeatureKey{} : key_of(o, split);
  if (auto cached = cache.empty() ? std::nullopt : load_features(cache, key)) {
    set.train = std::move(cached->train);
    set.test = std::move(cached->test);
    result.facts.cached = true;
  } else {
    set.train = network->features(split.train, progress);
    set.test = network->features(split.test, progress);
    if (!cache.empty()) save_features(cache, key, set);
  }
  result.facts.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace

ProbeFeatures collect_features(const ProbeOptions& options,
                               const NetworkParts& parts,
                               const std::string& cache,
                               const core::ProgressListener& progress) {
  if (options.ckpt.empty()) {
    return {read_feature_files(options), {.test_from = options.test_features}};
  }
  if (!parts.open) {
    core::reject("--ckpt", "this build is without LibTorch", options.ckpt, "use --features");
  }
  return features_of_network(options, parts, cache, progress);
}

}  // namespace eigenviews::apps
