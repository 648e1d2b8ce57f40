#include "nn/losses/barlow_twins.hpp"

#include <algorithm>

namespace eigenviews::nn {

namespace {

using torch::Tensor;

Tensor standardise(const Tensor& f, const BarlowTwinsOptions& options) {
  namespace functional = torch::nn::functional;
  const Tensor rows =
      options.row_norm ? functional::normalize(f, functional::NormalizeFuncOptions().dim(2)) : f;
  if (options.joint_std) {
    const Tensor z = rows - rows.mean(at::IntArrayRef{0, 1}, /*keepdim=*/true);
    const double divisor = static_cast<double>(f.size(0) * f.size(1) - 1);
    return z / (z.square().sum(at::IntArrayRef{0, 1}, /*keepdim=*/true) / divisor).sqrt();
  }
  const Tensor z = rows - rows.mean(0, /*keepdim=*/true);
  return z / (z.square().mean(0, /*keepdim=*/true) + options.epsilon).sqrt();
}

// (1/B) a^T b of two B x d.
Tensor correlation(const Tensor& a, const Tensor& b, const BarlowTwinsOptions& options) {
  const double originals = static_cast<double>(a.size(0));
  if (!options.half_product) return torch::mm(a.t(), b) / originals;
  return torch::mm(a.t().to(torch::kHalf), b.to(torch::kHalf)).to(a.dtype()) / originals;
}

Tensor squares_off_diagonal(const Tensor& c) {
  return (c - torch::diag_embed(c.diagonal())).square().sum();
}

// Diagonals of the correlations that should be 1, one row each, and the mean of the squares off it.
struct Correlations {
  Tensor diagonals;
  Tensor off_diagonal;
};

Correlations of_pairs(const Tensor& z, const BarlowTwinsOptions& options) {
  std::vector<Tensor> diagonals;
  std::vector<Tensor> off_diagonals;
  for (std::int64_t j = 0; j < z.size(1); ++j) {
    for (std::int64_t k = j + 1; k < z.size(1); ++k) {
      const Tensor c = correlation(z.select(1, j), z.select(1, k), options);
      diagonals.push_back(c.diagonal());
      off_diagonals.push_back(squares_off_diagonal(c));
    }
  }
  return {torch::stack(diagonals), torch::stack(off_diagonals).mean()};
}

Correlations with_view_mean(const Tensor& z, const BarlowTwinsOptions& options) {
  const Tensor mean = z.mean(1);
  return {(z * mean.unsqueeze(1)).mean(0), squares_off_diagonal(correlation(mean, mean, options))};
}

}  // namespace

LossTerms barlow_twins(const Tensor& f, const BarlowTwinsOptions& options) {
  const double functions = static_cast<double>(f.size(2));
  const Tensor z = standardise(f, options);
  const Correlations c =
      options.form == BarlowForm::pairs ? of_pairs(z, options) : with_view_mean(z, options);

  LossTerms terms;
  terms.invariance = (1 - c.diagonals).square().sum(1).mean();
  terms.regulariser = c.off_diagonal;
  terms.total = terms.invariance + options.redundancy * terms.regulariser;
  terms.normalised_invariance = 1 - c.diagonals.detach().mean();
  terms.normalised_regulariser =
      c.off_diagonal.detach() / std::max(1.0, functions * (functions - 1));
  return terms;
}

}  // namespace eigenviews::nn
