#include "kernel_eig/options.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "kernel/sampled_views.hpp"
#include "solver/solve.hpp"

namespace eigenviews::apps {

void add_kernel_eig_options(CLI::App& app, KernelEigOptions& options) {
  app.add_option("--dataset",
                 options.dataset,
                 "toy[:NAME,key=value...], fashion-mnist, mnist, cifar10, cifar100, stl10, "
                 "folder:PATH, npy:PATH or channel:PATH")
      ->capture_default_str();
  app.add_option("--data-dir", options.data_dir, "Where data sets lie (or EIGENVIEWS_DATA_DIR)");
  app.add_option("--rho-x", options.rho_x, "Prior weights of channel:PATH, a .npy file");
  app.add_option("-k,--k",
                 options.k,
                 "Singular functions wanted; the last cluster is completed [16]");
  app.add_option("--kernel",
                 options.kernel,
                 "Functions to draw: backward (T*T, on views) or forward (TT*, on originals)")
      ->capture_default_str();
  app.add_option("--augment",
                 options.augment,
                 "Augmentation of a data set, e.g. shift:r=1+flip+gaussian:sigma=3[,pca=32]");
  app.add_option("--n", options.n, "Use the first N originals [all]");
  app.add_option("--views", options.views, "Sampled views of each original [8]");
  app.add_option("--estimator", options.estimator, "self-consistent, stratified or plain")
      ->capture_default_str();
  app.add_option("--storage",
                 options.storage,
                 "Densities p(a|x): stored, tiled (recomputed in every product) or auto")
      ->capture_default_str();
  app.add_option("--solver", options.solver, "auto, dense, block-krylov, spectra or slepc")
      ->capture_default_str();
  app.add_option("--precision", options.precision, "f64, or mixed (eigenvalues to 1e-6)")
      ->capture_default_str();
  app.add_option("--tol", options.tolerance, "Largest residual of a triple [1e-10; mixed 1e-5]");
  app.add_flag("--export-channel", options.export_channel, "Also write channel.npz");
  add_common_options(app, options.common, "kernel_eig_out");
}

namespace {

void require_one_of(const std::string& option,
                    const std::string& value,
                    const std::vector<std::string>& allowed) {
  for (const std::string& name : allowed) {
    if (value == name) return;
  }
  core::reject_unknown(option, "value", value, allowed);
}

}  // namespace

void validate(const KernelEigOptions& options) {
  require_one_of("--kernel", options.kernel, {"backward", "forward"});
  require_one_of("--storage", options.storage, {"auto", "stored", "tiled"});
  require_one_of("--precision", options.precision, {"f64", "mixed"});
  static_cast<void>(solver::solver_kind(options.solver));
  static_cast<void>(kernel::estimator_kind(options.estimator));
  if (options.k && *options.k < 1) core::reject("-k", "k must be at least 1", *options.k);
  if (options.n && *options.n < 1) core::reject("--n", "n must be at least 1", *options.n);
  if (options.views && *options.views < 1) {
    core::reject("--views", "at least one view of each original", *options.views);
  }
  const double tolerance = options.resolved_tolerance();
  const double least = options.precision == "mixed" ? 5e-7 : 1e-14;  // rounding of the products
  if (!(tolerance >= least && tolerance <= 1e-2)) {
    core::reject("--tol",
                 fmt::format("the tolerance must be in [{:g}, 0.01] with --precision {}",
                             least,
                             options.precision),
                 tolerance);
  }
}

}  // namespace eigenviews::apps
