#include "compare_subspace/options.hpp"

#include "core/errors.hpp"

namespace eigenviews::apps {

void add_compare_options(CLI::App& app, CompareOptions& options) {
  app.add_option("--eig", options.eig, "Folder of kernel_eig: the exact functions");
  app.add_option("--features",
                 options.features,
                 ".npy of (views, d) features, row t for view t of --eig");
  app.add_option("--ckpt",
                 options.ckpt,
                 "Checkpoint of train_ssl, without --eig on its own channel; or, with --eig, "
                 "safetensors, torch.save or TorchScript of another program");
  app.add_option("--layer", options.layer, "Of --ckpt: projector (the outputs) or backbone")
      ->capture_default_str();
  app.add_option("--arch", options.arch, "Of another program's network, where it is told wrongly");
  app.add_option("--width", options.width, "The same, as for train_ssl");
  app.add_option("--stem", options.stem, "The same, as for train_ssl");
  app.add_option("--normalise",
                 options.normalise,
                 "Images in [0, 1] for another program's network: none, imagenet, cifar10 or "
                 "MEAN,STD [none]");
  app.add_option("--dim", options.dim, "Dimension of the exact span [d, or all that is known]");
  app.add_option("--centred",
                 options.centred,
                 "Take the mean off the features and leave the constant function out: yes, no, or "
                 "auto (no where the features span it)")
      ->capture_default_str();
  app.add_option("--tolerance",
                 options.tolerance,
                 "Aligned: each cluster captured beyond 1 - tolerance of what is possible")
      ->capture_default_str();
  app.add_option("--beta", options.beta, "Beta of the reformulated loss: predicts the scales");
  app.add_option("--bootstrap",
                 options.bootstrap,
                 "Draws for the intervals where views are sampled; 0: none")
      ->capture_default_str();
  app.add_option("--n", options.n, "Originals, for a checkpoint trained under ssl")
      ->capture_default_str();
  app.add_option("--views", options.views, "Fresh views of each, the same")->capture_default_str();
  app.add_flag("--export-features",
               options.export_features,
               "Also write features.npy, row t for view t");
  add_common_options(app, options.common, "compare_subspace_out");
}

void validate(const CompareOptions& options) {
  if (options.features.empty() == options.ckpt.empty()) {
    core::reject("--ckpt",
                 "give a checkpoint, or a file of --features",
                 options.ckpt.empty() ? "neither" : "both");
  }
  if (options.eig.empty() && options.ckpt.empty()) {
    core::reject("--eig", "a folder of kernel_eig is needed", "none", "run kernel_eig first");
  }
  if (options.layer != "projector" && options.layer != "backbone") {
    core::reject_unknown("--layer", "layer", options.layer, {"projector", "backbone"});
  }
  if (options.centred != "auto" && options.centred != "yes" && options.centred != "no") {
    core::reject_unknown("--centred", "value", options.centred, {"auto", "yes", "no"});
  }
  if (options.bootstrap != 0 && (options.bootstrap < 20 || options.bootstrap > 100000)) {
    core::reject("--bootstrap", "draws must be 0 or in [20, 100000]", options.bootstrap);
  }
  if (options.n < 4) core::reject("--n", "at least 4 originals", options.n);
  if (options.views < 2) core::reject("--views", "at least 2 views of each", options.views);
  const auto require_checkpoint = [&](const char* flag, bool given) {
    if (given && options.ckpt.empty()) core::reject(flag, "goes with --ckpt", "--features");
  };
  require_checkpoint("--arch", options.arch.has_value());
  require_checkpoint("--width", options.width.has_value());
  require_checkpoint("--stem", options.stem.has_value());
  require_checkpoint("--normalise", options.normalise.has_value());
  static_cast<void>(options.checkpoint());
}

CheckpointRequest CompareOptions::checkpoint() const {
  CheckpointRequest request{ckpt, layer == "backbone", arch, width, stem, {}};
  if (normalise) request.normalise = parse_normalisation(*normalise);
  return request;
}

ComparisonOptions CompareOptions::comparison() const {
  ComparisonOptions comparison;
  comparison.dim = dim;
  comparison.centring = centred == "auto"  ? Centring::automatic
                        : centred == "yes" ? Centring::yes
                                           : Centring::no;
  comparison.tolerance = tolerance;
  comparison.beta = beta;
  return comparison;
}

}  // namespace eigenviews::apps
