#include "nn/losses/reformulated.hpp"

namespace eigenviews::nn {

namespace {

using torch::Tensor;

LossTerms parts(const Tensor& f, Orthogonality estimator, bool centred) {
  LossTerms terms;
  terms.invariance = within_view_variance(f);
  terms.regulariser = orthogonality(f, estimator, centred);
  terms.normalised_invariance = share_between_views(f, terms.invariance, centred);
  terms.normalised_regulariser = terms.regulariser.detach() / static_cast<double>(f.size(2));
  return terms;
}

}  // namespace

Tensor share_between_views(const Tensor& f, const Tensor& invariance, bool centred) {
  const torch::NoGradGuard no_gradient;
  const Tensor z = centred ? f - f.mean(at::IntArrayRef{0, 1}, /*keepdim=*/true) : f;
  return invariance / (z.square().sum() / static_cast<double>(f.size(0) * f.size(1)));
}

LossTerms reformulated(const Tensor& f, double beta, Orthogonality estimator, bool centred) {
  LossTerms terms = parts(f, estimator, centred);
  terms.total = terms.invariance + beta * terms.regulariser;
  return terms;
}

LossTerms spectral_contrastive(const Tensor& f, Orthogonality estimator, bool centred) {
  LossTerms terms = parts(f, estimator, centred);
  terms.total = 2 * terms.invariance + terms.regulariser - static_cast<double>(f.size(2));
  return terms;
}

}  // namespace eigenviews::nn
