#include "nn/losses/orthogonality.hpp"

#include "core/errors.hpp"

namespace eigenviews::nn {

namespace {

using torch::Tensor;

// <a, b>_F.
Tensor frobenius(const Tensor& a, const Tensor& b) { return (a * b).sum(); }

Tensor identity_like(const Tensor& c) { return torch::eye(c.size(0), c.options()); }

Tensor rows_of(const Tensor& f) { return f.reshape({-1, f.size(2)}); }

// (1 / n) sum of the outer products of n rows.
Tensor second_moment(const Tensor& rows) {
  return torch::mm(rows.t(), rows) / static_cast<double>(rows.size(0));
}

Tensor about_mean(const Tensor& f) { return f - f.mean(at::IntArrayRef{0, 1}, /*keepdim=*/true); }

// sum_i ||g_i||^2, g_i = (1/m) sum_j f_ij f_ij^T: ||g_i||^2 is the mean over j, k of (f_ij.f_ik)^2.
Tensor sum_of_squared_blocks(const Tensor& f) {
  const double views = static_cast<double>(f.size(1));
  return torch::bmm(f, f.transpose(1, 2)).square().sum() / (views * views);
}

// Unbiased covariance: E f f^T from all rows minus mu mu^T from pairs of distinct originals. With
// a_i the mean over views about the batch mean, sum_{i != k} a_i a_k^T = -sum_i a_i a_i^T.
Tensor unbiased_covariance(const Tensor& f) {
  const Tensor z = about_mean(f);
  return second_moment(rows_of(z)) + second_moment(z.mean(1)) / static_cast<double>(f.size(0) - 1);
}

Tensor half_batch(const Tensor& f, bool centred) {
  const std::int64_t half = f.size(0) / 2;
  const auto moment = [centred](const Tensor& part) {
    return centred ? unbiased_covariance(part) : second_moment(rows_of(part));
  };
  const Tensor first = moment(f.slice(0, 0, half));
  const Tensor second = moment(f.slice(0, half));
  return frobenius(first - identity_like(first), second - identity_like(second));
}

Tensor u_statistic(const Tensor& f) {
  const double n = static_cast<double>(f.size(0));
  const Tensor c = second_moment(rows_of(f));
  return (c - identity_like(c)).square().sum() +
         (c.square().sum() - sum_of_squared_blocks(f) / n) / (n - 1);
}

// R = C - mu mu^T, ||R||^2 = ||C||^2 - 2 mu^T C mu + |mu|^4, each term a mean over tuples of
// distinct originals i, j, k, l:
//   <g_i, g_j>,   a_i^T g_j a_k,   (a_i.a_j)(a_k.a_l).
// Sums over distinct indices follow by inclusion and exclusion from sums over all. The whole does
// not change when one vector is added to all features, so that f is put about its batch mean, where
// sum a_i = 0 removes most of the terms. With A = sum_i a_i a_i^T, H = sum_i g_i, q = tr A:
//   sum a_i^T g_j a_k         = -<A, H> + 2 sum_i a_i^T g_i a_i
//   sum (a_i.a_j)(a_k.a_l)    = q^2 + 2 ||A||^2 - 6 sum_i |a_i|^4
// and tr R = (tr H + q / (n - 1)) / n.
Tensor centred_u_statistic(const Tensor& f) {
  const double n = static_cast<double>(f.size(0));
  const double views = static_cast<double>(f.size(1));
  const Tensor z = about_mean(f);
  const Tensor a = z.mean(1);
  const Tensor outer = torch::mm(a.t(), a);
  const Tensor c = second_moment(rows_of(z));
  const Tensor energy = a.square().sum(1);
  const Tensor q = energy.sum();
  // a_i^T g_i a_i = (1/m) sum_j (a_i.f_ij)^2
  const Tensor own = (z * a.unsqueeze(1)).sum(2).square().sum() / views;

  const Tensor pairs = (c.square().sum() - sum_of_squared_blocks(z) / n) / (n - 1);
  const Tensor triples = (2 * own - n * frobenius(outer, c)) / (n * (n - 1) * (n - 2));
  const Tensor quadruples = (q.square() + 2 * outer.square().sum() - 6 * energy.square().sum()) /
                            (n * (n - 1) * (n - 2) * (n - 3));
  return (c - identity_like(c)).square().sum() + pairs - 2 * triples + quadruples -
         2 * q / (n * (n - 1));
}

}  // namespace

const std::vector<std::string>& orthogonality_names() {
  static const std::vector<std::string> names{"plug-in", "half-batch", "u-statistic"};
  return names;
}

Orthogonality parse_orthogonality(std::string_view name) {
  if (name == "plug-in") return Orthogonality::plug_in;
  if (name == "half-batch") return Orthogonality::half_batch;
  if (name == "u-statistic") return Orthogonality::u_statistic;
  core::reject_unknown("--orthogonality", "estimator", name, orthogonality_names());
}

std::int64_t originals_needed(Orthogonality estimator, bool centred) {
  if (estimator == Orthogonality::plug_in) return 1;
  return centred ? 4 : 2;
}

Tensor within_view_variance(const Tensor& f) {
  const double divisor = static_cast<double>(f.size(0) * (f.size(1) - 1));
  return (f - f.mean(1, /*keepdim=*/true)).square().sum() / divisor;
}

Tensor orthogonality(const Tensor& f, Orthogonality estimator, bool centred) {
  switch (estimator) {
    case Orthogonality::half_batch:
      return half_batch(f, centred);
    case Orthogonality::u_statistic:
      return centred ? centred_u_statistic(f) : u_statistic(f);
    case Orthogonality::plug_in:
      break;
  }
  const Tensor c = second_moment(rows_of(centred ? about_mean(f) : f));
  return (c - identity_like(c)).square().sum();
}

}  // namespace eigenviews::nn
