#include "probe/options.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace eigenviews::apps {

namespace {

void add_feature_options(CLI::App& app, ProbeOptions& o) {
  app.add_option("--ckpt", o.ckpt, "Checkpoint of train_ssl or of another program");
  app.add_option("--dataset", o.dataset, "Labelled data set [that of the checkpoint]");
  app.add_option("--data-dir", o.data_dir, "Where data sets lie (or EIGENVIEWS_DATA_DIR)");
  app.add_option("--test",
                 o.test,
                 "Where test originals come from, for a set without a test split: a folder of "
                 "pictures, or fraction:F");
  app.add_option("--n", o.n, "Read out from the first N training originals [all]");
  app.add_option("--test-n", o.test_n, "Test on the first N test originals [all]");
  app.add_option("--layer", o.layer, "backbone, or projector (the outputs)")->capture_default_str();
  app.add_option("--average", o.average, "Features: mean over the original and AVERAGE - 1 views")
      ->capture_default_str();
  app.add_option("--augment",
                 o.augment,
                 "Views for another program's network: ssl[:key=value,...]");
  app.add_option("--arch", o.arch, "Of another program's network, where it is told wrongly");
  app.add_option("--width", o.width, "The same, as for train_ssl");
  app.add_option("--stem", o.stem, "The same, as for train_ssl");
  app.add_option("--normalise",
                 o.normalise,
                 "Images in [0, 1] for another program's network: none, imagenet, cifar10 or "
                 "MEAN,STD [none]");
  app.add_flag("--no-cache", o.no_cache, "Neither read nor write features.npz");
  app.add_option("--features", o.features, ".npy of (n, p) training features, without --ckpt");
  app.add_option("--labels", o.labels, ".npy of n labels from 0 on");
  app.add_option("--test-features", o.test_features, ".npy of test features");
  app.add_option("--test-labels", o.test_labels, ".npy of test labels");
}

void add_readout_options(CLI::App& app, ProbeOptions& o) {
  app.add_option("--readout", o.readouts, "linear, ridge, logistic, knn [linear ridge knn]");
  app.add_option("--seeds", o.seeds, "linear: runs from --seed on")->capture_default_str();
  app.add_option("--epochs", o.epochs, "linear: passes over the features")->capture_default_str();
  app.add_option("--batch-size", o.batch_size, "linear: originals a step")->capture_default_str();
  app.add_option("--lr", o.lr, "linear: rate of Adam")->capture_default_str();
  app.add_option("--weight-decay", o.weight_decay, "linear: coupled L2")->capture_default_str();
  app.add_option("--label-smoothing", o.label_smoothing, "linear")->capture_default_str();
  app.add_option("--penalties", o.penalties, "ridge: the grid; one is chosen by leave-one-out")
      ->capture_default_str();
  app.add_option("--logistic-c", o.logistic_c, "logistic: scikit-learn's C")->capture_default_str();
  app.add_option("--logistic-tolerance", o.logistic_tolerance, "logistic: largest gradient")
      ->capture_default_str();
  app.add_option("--logistic-iterations", o.logistic_iterations, "logistic: at most")
      ->capture_default_str();
  app.add_option("-k", o.k, "knn: neighbours [200, or all where there are fewer]");
  app.add_option("--metric", o.metric, "knn: cosine or euclidean")->capture_default_str();
  app.add_option("--temperature",
                 o.temperature,
                 "knn: a neighbour counts exp(cosine / T); 0: each counts 1 [cosine .1, euclidean "
                 "0]");
  app.add_flag("--export-scores", o.export_scores, "Also write scores.npz: of the test originals");
}

// One of two ways to give features, and all of its parts.
void require_features(const ProbeOptions& o) {
  if (o.features.empty() == o.ckpt.empty()) {
    core::reject("--ckpt",
                 "give a checkpoint, or files of features",
                 o.ckpt.empty() ? "neither" : "both");
  }
  if (!o.ckpt.empty()) {
    const auto refuse = [](const char* flag, const std::string& value) {
      if (!value.empty()) core::reject(flag, "goes with --features", value, "leave it out");
    };
    refuse("--labels", o.labels);
    refuse("--test-features", o.test_features);
    refuse("--test-labels", o.test_labels);
    return;
  }
  const auto require = [](const char* flag, const std::string& value) {
    if (value.empty()) core::reject(flag, "must be given with --features", "nothing");
  };
  require("--labels", o.labels);
  require("--test-features", o.test_features);
  require("--test-labels", o.test_labels);
  const auto refuse = [](const char* flag, bool given) {
    if (given) core::reject(flag, "goes with --ckpt", "--features", "leave one of them out");
  };
  refuse("--dataset", !o.dataset.empty());
  refuse("--test", !o.test.empty());
  refuse("--n", o.n.has_value());
  refuse("--test-n", o.test_n.has_value());
  refuse("--average", o.average != 1);
  refuse("--augment", !o.augment.empty());
  refuse("--arch", !o.arch.empty());
  refuse("--width", o.width.has_value());
  refuse("--stem", !o.stem.empty());
  refuse("--normalise", !o.normalise.empty());
}

void choose_readouts(ProbeOptions& o, bool with_torch) {
  if (o.readouts.empty()) {
    o.readouts = with_torch ? std::vector<std::string>{"linear", "ridge", "knn"}
                            : std::vector<std::string>{"ridge", "knn"};
  }
  if (o.wants("linear") && !with_torch) {
    core::reject("--readout", "this build is without LibTorch", "linear", "use ridge or logistic");
  }
}

void require_positive(const char* flag, double value) {
  if (!(value > 0 && std::isfinite(value))) core::reject(flag, "must be finite and > 0", value);
}

}  // namespace

void add_probe_options(CLI::App& app, ProbeOptions& options) {
  add_feature_options(app, options);
  add_readout_options(app, options);
  add_common_options(app, options.common, "probe_out");
}

void validate(ProbeOptions& o, bool with_torch) {
  require_features(o);
  const auto require = [](const char* flag, const std::string& value, auto... known) {
    if (((value != known) && ...)) core::reject_unknown(flag, "value", value, {known...});
  };
  require("--layer", o.layer, "backbone", "projector");
  require("--metric", o.metric, "cosine", "euclidean");
  for (const std::string& readout : o.readouts) {
    require("--readout", readout, "linear", "ridge", "logistic", "knn");
    if (std::count(o.readouts.begin(), o.readouts.end(), readout) > 1) {
      core::reject("--readout", "give each once", readout);
    }
  }
  choose_readouts(o, with_torch);
  const auto at_least_one = [](const char* flag, std::int64_t value) {
    if (value < 1) core::reject(flag, "must be >= 1", value);
  };
  at_least_one("--average", o.average);
  at_least_one("--n", o.n.value_or(1));
  at_least_one("--test-n", o.test_n.value_or(1));
  at_least_one("--seeds", o.seeds);
  at_least_one("--epochs", o.epochs);
  at_least_one("--batch-size", o.batch_size);
  at_least_one("--logistic-iterations", o.logistic_iterations);
  at_least_one("-k", o.k.value_or(1));
  for (const double penalty : o.penalties) require_positive("--penalties", penalty);
  require_positive("--lr", o.lr);
  require_positive("--logistic-c", o.logistic_c);
  require_positive("--logistic-tolerance", o.logistic_tolerance);
  if (!(o.weight_decay >= 0 && std::isfinite(o.weight_decay))) {
    core::reject("--weight-decay", "must be finite and >= 0", o.weight_decay);
  }
  if (!(o.label_smoothing >= 0 && o.label_smoothing < 1)) {
    core::reject("--label-smoothing", "must be in [0, 1)", o.label_smoothing);
  }
  if (!o.temperature) o.temperature = o.metric == "cosine" ? 0.1 : 0;
  if (!(*o.temperature >= 0 && std::isfinite(*o.temperature))) {
    core::reject("--temperature", "must be finite and >= 0", *o.temperature);
  }
  if (*o.temperature > 0 && o.metric != "cosine") {
    core::reject("--temperature", "goes with --metric cosine", *o.temperature, "leave it out");
  }
  static_cast<void>(o.checkpoint());
}

CheckpointRequest ProbeOptions::checkpoint() const {
  CheckpointRequest request{.path = ckpt, .backbone = layer == "backbone", .width = width};
  if (!arch.empty()) request.arch = arch;
  if (!stem.empty()) request.stem = stem;
  if (!normalise.empty()) request.normalise = parse_normalisation(normalise);
  return request;
}

bool ProbeOptions::wants(const std::string& readout) const {
  return std::find(readouts.begin(), readouts.end(), readout) != readouts.end();
}

}  // namespace eigenviews::apps
