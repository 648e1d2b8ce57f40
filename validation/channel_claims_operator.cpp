// Claims on the operator of a user's channel: constants, adjoint, kernels, chi^2.
#include <vector>

#include "kernel/covariance_kernels.hpp"
#include "solver/solve.hpp"
#include "validation/channel_claims_detail.hpp"
#include "validation/modes.hpp"
#include "validation/random_channels.hpp"

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;

namespace {

// ---- constants ----------------------------------------------------------------------------------

Outcome constants(const FiniteChannel& channel, double factor) {
  const VectorXd image = factor * channel.forward(VectorXd::Ones(channel.views()));
  const VectorXd back = factor * channel.backward(VectorXd::Ones(channel.originals()));
  Outcome outcome;
  outcome.near("largest |T 1 - 1|", largest_entry(image.array() - 1), 0, rounding_of(channel));
  outcome.near("largest |T* 1 - 1|", largest_entry(back.array() - 1), 0, rounding_of(channel));
  outcome.near("sum of rho_A", channel.rho_a().sum(), 1, rounding_of(channel));
  return outcome;
}

Claim constants_claim(const ChannelPointer& channel) {
  return {.id = "constants",
          .suite = "channel",
          .statement = "T and T* keep constants: every row of P sums to 1, and so does rho_A.",
          .source = "docs/theory.md (1.1)",
          .toy = size_of(*channel),
          .tolerance = "rounding of sums over originals and views",
          .measure = [channel](const Context&) { return constants(*channel, 1); },
          .controls = {{"1.01 T keeps them",
                        [channel](const Context&) { return constants(*channel, 1.01); }}}};
}

// ---- adjoint ------------------------------------------------------------------------------------

// <Tf, g>_X - <f, Bg>_A for some pairs of functions; B is T* or P' D_X alone.
Outcome adjoint(const FiniteChannel& channel, bool divided, std::uint64_t seed) {
  constexpr Index pairs = 8;
  const MatrixXd f = random_matrix(channel.views(), pairs, seed);
  const MatrixXd g = random_matrix(channel.originals(), pairs, seed + 1);
  MatrixXd back = channel.backward(g);
  if (!divided) back = channel.rho_a().asDiagonal() * back;
  const MatrixXd difference = channel.forward(f).transpose() * channel.rho_x().asDiagonal() * g -
                              f.transpose() * channel.rho_a().asDiagonal() * back;
  Outcome outcome;
  outcome.near("largest |<Tf, g> - <f, T*g>|",
               largest_entry(difference),
               0,
               rounding_of(channel) * largest_entry(f) * largest_entry(g));
  return outcome;
}

Claim adjoint_claim(const ChannelPointer& channel) {
  return {.id = "adjoint",
          .suite = "channel",
          .statement = "<Tf, g> in L2(rho_X) is <f, T*g> in L2(rho_A).",
          .source = "docs/theory.md (1.1)",
          .toy = size_of(*channel),
          .tolerance = "rounding of sums, times the largest values of f and g",
          .measure = [channel](const Context& c) { return adjoint(*channel, true, c.seed); },
          .controls = {{"P' D_X, not divided by rho_A, is the adjoint",
                        [channel](const Context& c) { return adjoint(*channel, false, c.seed); }}}};
}

// ---- kernels ------------------------------------------------------------------------------------

// At most 64 indices, evenly spread.
std::vector<Index> spread(Index size) {
  constexpr Index most = 64;
  std::vector<Index> indices;
  const Index count = std::min(size, most);
  for (Index i = 0; i < count; ++i) indices.push_back(i * size / count);
  return indices;
}

MatrixXd unit_vectors(Index size, const std::vector<Index>& indices) {
  MatrixXd units = MatrixXd::Zero(size, static_cast<Index>(indices.size()));
  for (Index i = 0; i < units.cols(); ++i) units(indices[static_cast<std::size_t>(i)], i) = 1;
  return units;
}

// The kernels times their weights, or alone, against T*T and TT* on indicators of points.
Outcome kernels(const FiniteChannel& channel, bool weighted) {
  const std::vector<Index> a = spread(channel.views()), x = spread(channel.originals());
  const MatrixXd on_a = unit_vectors(channel.views(), a);
  const MatrixXd on_x = unit_vectors(channel.originals(), x);
  MatrixXd dab = kernel::backward_kernel(channel, a, a);
  MatrixXd daf = kernel::forward_kernel(channel, x, x);
  if (weighted) {
    dab *= (on_a.transpose() * channel.rho_a()).eval().asDiagonal();
    daf *= (on_x.transpose() * channel.rho_x()).eval().asDiagonal();
  }
  const MatrixXd backward = on_a.transpose() * channel.backward(channel.forward(on_a));
  const MatrixXd forward = on_x.transpose() * channel.forward(channel.backward(on_x));
  Outcome outcome;
  outcome.near("largest entry of k_DAB D_A - T*T",
               largest_entry(dab - backward),
               0,
               rounding_of(channel) * std::max(1.0, dab.maxCoeff()));
  outcome.near("largest entry of k_DAF D_X - TT*",
               largest_entry(daf - forward),
               0,
               rounding_of(channel) * std::max(1.0, daf.maxCoeff()));
  return outcome;
}

Claim kernels_claim(const ChannelPointer& channel) {
  return {.id = "kernels",
          .suite = "channel",
          .statement = "k_DAB is the kernel of T*T and k_DAF that of TT*.",
          .source = "docs/theory.md (1.3), (1.4)",
          .toy = size_of(*channel) + ", up to 64 views and originals",
          .tolerance = "rounding of sums",
          .measure = [channel](const Context&) { return kernels(*channel, true); },
          .controls = {{"the kernels without their weights are T*T and TT*",
                        [channel](const Context&) { return kernels(*channel, false); }}}};
}

// ---- chi^2 --------------------------------------------------------------------------------------

// Sum of rho_X rho_A (p/rho_A - 1)^2, which is rho_X rho_A where p = 0; by views first, so that
// its rounding is that of sums over originals and views.
double chi_squared(const FiniteChannel& channel) {
  VectorXd of_view = channel.rho_a();
  for_each_entry(channel, [&](Index x, Index a, double p) {
    const double ratio = p / channel.rho_a()[a];
    of_view[a] += channel.rho_x()[x] * channel.rho_a()[a] * ratio * (ratio - 2);
  });
  return of_view.sum();
}

// Trace of T*T or TT*, whichever is smaller, by products with indicators.
double trace(const FiniteChannel& channel) {
  constexpr Index block = 64;
  const bool on_views = channel.views() <= channel.originals();
  const Index size = side(channel);
  double sum = 0;
  for (Index first = 0; first < size; first += block) {
    const Index count = std::min(block, size - first);
    MatrixXd units = MatrixXd::Zero(size, count);
    units.middleRows(first, count).setIdentity();
    const MatrixXd image = on_views ? channel.backward(channel.forward(units))
                                    : channel.forward(channel.backward(units));
    sum += image.middleRows(first, count).trace();
  }
  return sum;
}

// `constant` is what the sums hold beside chi^2.
Outcome sums(const FiniteChannel& channel, double constant) {
  const double predicted = constant + chi_squared(channel);
  Outcome outcome;
  outcome.near("trace of T*T", trace(channel), predicted, rounding_of(channel) * (1 + predicted));
  if (leading(channel) < side(channel)) return outcome;
  const auto triples = solver::solve(kernel::ChannelOperator(channel), {.k = side(channel)});
  outcome.near("sum of all s_i",
               triples.sigma.squaredNorm(),
               predicted,
               triples.eigenvalue_bounds.sum() + rounding_of(channel) * (1 + predicted));
  return outcome;
}

Claim chi_squared_claim(const ChannelPointer& channel) {
  return {.id = "chi-squared",
          .suite = "channel",
          .statement =
              "The trace of T*T, which is the sum of its eigenvalues, is "
              "1 + chi^2(p(x,a) || rho_X rho_A).",
          .source = "docs/theory.md (1.6)",
          .toy = size_of(*channel),
          .tolerance = "rounding of sums, and the bounds of the eigenvalues",
          .measure = [channel](const Context&) { return sums(*channel, 1); },
          .controls = {{"it is chi^2 with the constant's eigenvalue included",
                        [channel](const Context&) { return sums(*channel, 0); }}}};
}

}  // namespace

std::vector<Claim> operator_claims_of(const ChannelPointer& channel) {
  return {constants_claim(channel),
          adjoint_claim(channel),
          kernels_claim(channel),
          chi_squared_claim(channel)};
}

}  // namespace eigenviews::validation
