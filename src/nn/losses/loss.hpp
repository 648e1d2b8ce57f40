#pragma once

#include <torch/torch.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nn/losses/barlow_twins.hpp"
#include "nn/losses/loss_terms.hpp"
#include "nn/losses/orthogonality.hpp"
#include "nn/losses/parity.hpp"
#include "nn/losses/vicreg.hpp"

namespace eigenviews::nn {

/// A loss of the features f, B x m x d: B originals, m views of each, d functions.
/// Floating point of any width; all is computed in float32, or float64 where f is, also inside an
/// autocast region. Refuses a shape it is not defined for; a NaN in f gives a NaN.
using Loss = std::function<LossTerms(const torch::Tensor& f)>;

struct LossOptions {
  std::string name = "reformulated";  ///< one of loss_names().
  /// Weight of the regulariser against the invariance, > 0 and finite: beta of `reformulated`,
  /// lambda of `barlow-twins`, covariance weight / invariance weight of `vicreg`. `spectral` is
  /// `reformulated` at 1/2. Absent: default_beta(name).
  std::optional<double> beta;
  Orthogonality orthogonality = Orthogonality::plug_in;  ///< `reformulated` and `spectral`.
  bool centred = true;                                   ///< the same two; the others always are.
  VicregOptions vicreg;                                  ///< its `covariance` is set from beta.
  BarlowTwinsOptions barlow_twins;                       ///< its `redundancy` is set from beta.
  LossParity parity;  ///< at least one must concern the loss, or none be set; others do nothing.
};

/// reformulated, spectral, vicreg, barlow-twins.
[[nodiscard]] const std::vector<std::string>& loss_names();

/// reformulated 1, spectral 1/2, vicreg 1/25 (published weights 25, 25, 1), barlow-twins 1/128 (the
/// default of the paper's code).
/// @throws core::InputError  unknown name.
[[nodiscard]] double default_beta(const std::string& name);

/// @throws core::InputError  unknown name, a weight that is not positive and finite, beta other
///         than 1/2 for `spectral`, or quirks of which none concerns the loss.
[[nodiscard]] Loss make_loss(const LossOptions& options);

/// What the loss asks of a batch, for a caller who wants to know before the first step: at least 2
/// views and 1 function, as many originals as its statistics need, and, where the regulariser is
/// the plug-in ||C - I||^2, no more functions than the rank that C can have.
/// `vicreg` and `barlow-twins` accept any d: their published settings exceed the batch.
/// @throws core::InputError  naming the rule and the numbers.
void require_batch(const LossOptions& options,
                   std::int64_t originals,
                   std::int64_t views,
                   std::int64_t functions);

}  // namespace eigenviews::nn
