#include "nn/losses/loss.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "nn/losses/precision.hpp"
#include "nn/losses/reformulated.hpp"

namespace eigenviews::nn {

namespace {

using torch::Tensor;

bool has_plug_in_terms(const std::string& name) {
  return name == "reformulated" || name == "spectral";
}

void require_epsilon(const std::string& name, double epsilon) {
  if (epsilon >= 0 && std::isfinite(epsilon)) return;
  core::reject("--loss " + name, "epsilon must be finite and not negative", epsilon);
}

void require_quirks_that_concern(const LossOptions& options) {
  const LossParity& parity = options.parity;
  const bool barlow = parity.concerns_barlow_twins();
  const bool vicreg = parity.concerns_vicreg();
  if (!barlow && !vicreg) return;
  if (options.name == "barlow-twins" && barlow) return;
  if (options.name == "vicreg" && vicreg) return;
  core::reject("--parity",
               "a quirk must concern the loss that is trained",
               "--loss " + options.name,
               "row-norm, joint-std, view-switch and half-product belong to barlow-twins, "
               "std-without-eps and mean-of-others to vicreg");
}

double checked_beta(const LossOptions& options) {
  const double beta = options.beta.value_or(default_beta(options.name));
  require_weight("--beta", "the weight of the regulariser", beta);
  if (options.name == "spectral" && beta != 0.5) {
    core::reject("--beta",
                 "the spectral contrastive loss has no weight: it is the reformulated loss at 0.5",
                 beta,
                 "use --loss reformulated for another weight");
  }
  return beta;
}

VicregOptions vicreg_options(const LossOptions& options, double beta) {
  VicregOptions vicreg = options.vicreg;
  require_weight("--loss vicreg", "the invariance weight", vicreg.invariance);
  require_weight("--loss vicreg", "the variance weight", vicreg.variance);
  require_epsilon(options.name, vicreg.epsilon);
  vicreg.covariance = beta * vicreg.invariance;
  if (options.parity.std_without_eps) vicreg.epsilon = 0;
  vicreg.mean_of_others |= options.parity.mean_of_others;
  return vicreg;
}

BarlowTwinsOptions barlow_options(const LossOptions& options, double beta) {
  BarlowTwinsOptions barlow = options.barlow_twins;
  require_epsilon(options.name, barlow.epsilon);
  barlow.redundancy = beta;
  barlow.row_norm |= options.parity.row_norm;
  barlow.joint_std |= options.parity.joint_std;
  barlow.half_product |= options.parity.half_product;
  return barlow;
}

// The loss of a batch that is known to fit.
Loss raw_loss(const LossOptions& options) {
  const double beta = checked_beta(options);
  const Orthogonality estimator = options.orthogonality;
  const bool centred = options.centred;
  if (options.name == "reformulated") {
    return [=](const Tensor& f) { return reformulated(f, beta, estimator, centred); };
  }
  if (options.name == "spectral") {
    return [=](const Tensor& f) { return spectral_contrastive(f, estimator, centred); };
  }
  if (options.name == "vicreg") {
    const VicregOptions chosen = vicreg_options(options, beta);
    return [chosen](const Tensor& f) { return vicreg(f, chosen); };
  }
  const BarlowTwinsOptions chosen = barlow_options(options, beta);
  const bool view_switch = options.parity.view_switch;
  return [chosen, view_switch](const Tensor& f) {
    BarlowTwinsOptions now = chosen;
    if (view_switch) now.form = f.size(1) == 2 ? BarlowForm::pairs : BarlowForm::view_mean;
    return barlow_twins(f, now);
  };
}

}  // namespace

const std::vector<std::string>& loss_names() {
  static const std::vector<std::string> names{"reformulated", "spectral", "vicreg", "barlow-twins"};
  return names;
}

double default_beta(const std::string& name) {
  if (name == "reformulated") return 1;
  if (name == "spectral") return 0.5;
  if (name == "vicreg") return 1.0 / 25;
  if (name == "barlow-twins") return 1.0 / 128;
  core::reject_unknown("--loss", "loss", name, loss_names());
}

void require_batch(const LossOptions& options,
                   std::int64_t originals,
                   std::int64_t views,
                   std::int64_t functions) {
  if (views < 2) {
    core::reject("--views", "invariance needs at least 2 views of each original", views);
  }
  if (functions < 1) core::reject("--proj-dim", "functions must be >= 1", functions);
  const bool plug_in_terms = has_plug_in_terms(options.name);
  const std::int64_t needed =
      plug_in_terms ? originals_needed(options.orthogonality, options.centred) : 2;
  if (originals < needed) {
    core::reject("--batch-size",
                 fmt::format("--loss {} needs at least {} originals", options.name, needed),
                 originals);
  }
  if (!plug_in_terms || options.orthogonality != Orthogonality::plug_in) return;
  const std::int64_t rank = originals * views - (options.centred ? 1 : 0);
  if (functions <= rank) return;
  core::reject("--proj-dim",
               fmt::format("the covariance of {} x {} views has rank at most {}, and orthogonality "
                           "needs as many as functions",
                           originals,
                           views,
                           rank),
               functions,
               "use a larger batch, fewer functions, or --orthogonality u-statistic");
}

Loss make_loss(const LossOptions& options) {
  const Loss raw = raw_loss(options);
  require_quirks_that_concern(options);
  return [raw, options](const Tensor& input) {
    if (input.dim() != 3) {
      core::reject("loss", "features must be originals x views x functions", shape_text(input));
    }
    require_batch(options, input.size(0), input.size(1), input.size(2));
    const WithoutAutocast precise;
    return raw(at_least_float32(input));
  };
}

}  // namespace eigenviews::nn
