#include "compare_subspace/options.hpp"

#include "core/errors.hpp"

namespace eigenviews::apps {

void add_compare_options(CLI::App& app, CompareOptions& options) {
  app.add_option("--eig", options.eig, "Folder of kernel_eig: the exact functions");
  app.add_option("--features",
                 options.features,
                 ".npy of (views, d) features, row t for view t of --eig");
  app.add_option("--ckpt", options.ckpt, "Checkpoint of train_ssl; without --eig its own channel");
  app.add_option("--layer", options.layer, "Of --ckpt: projector (the outputs) or backbone")
      ->capture_default_str();
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
