#include "nn/losses/vicreg.hpp"

#include <algorithm>
#include <cmath>

#include "nn/losses/orthogonality.hpp"
#include "nn/losses/reformulated.hpp"

namespace eigenviews::nn {

namespace {

using torch::Tensor;

struct Spread {
  Tensor variance;      // the variance term
  Tensor off_diagonal;  // sum_{i != j} C_ij^2
};

// y is m x B x d: a covariance for each of m sets of rows, and means over them.
Spread spread(const Tensor& y, const VicregOptions& options) {
  const double functions = static_cast<double>(y.size(2));
  const Tensor z = y - y.mean(1, /*keepdim=*/true);
  const Tensor c = torch::bmm(z.transpose(1, 2), z) / static_cast<double>(y.size(1) - 1);
  const Tensor variances = c.diagonal(0, 1, 2);
  const Tensor off = (c - torch::diag_embed(variances)).square().sum({1, 2}).mean();
  const bool hinge = options.variance_term == VarianceTerm::hinge;
  const Tensor term = hinge ? torch::relu(1 - (variances + options.epsilon).sqrt()).mean()
                            : (1 - variances).square().sum(1).mean() * (2 / functions);
  return {term, off};
}

}  // namespace

LossTerms vicreg(const Tensor& f, const VicregOptions& options) {
  const double functions = static_cast<double>(f.size(2));
  const double views = static_cast<double>(f.size(1));
  const Tensor variance = within_view_variance(f);
  Spread of = spread(f.transpose(0, 1), options);

  LossTerms terms;
  terms.invariance = variance * (2 / functions);
  if (options.mean_of_others) {
    const Tensor others = (f.sum(1, /*keepdim=*/true) - f) / (views - 1);
    const Spread of_others = spread(others.transpose(0, 1), options);
    terms.invariance = (f - others).square().mean();
    of.variance = (of.variance + of_others.variance) / 2;
    of.off_diagonal = (of.off_diagonal + of_others.off_diagonal) / 2;
  }
  const Tensor covariance = of.off_diagonal * (2 / functions);
  const Tensor regulariser = options.variance * of.variance + options.covariance * covariance;
  terms.regulariser = regulariser / options.invariance;
  terms.total = options.invariance * terms.invariance + regulariser;
  terms.normalised_invariance = share_between_views(f, variance, /*centred=*/true);
  terms.normalised_regulariser =
      of.off_diagonal.detach() / std::max(1.0, functions * (functions - 1));
  return terms;
}

}  // namespace eigenviews::nn
