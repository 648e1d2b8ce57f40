// Statements on T, its kernels and its singular values.
#include <numeric>

#include "kernel/covariance_kernels.hpp"
#include "solver/lapack.hpp"
#include "validation/modes.hpp"
#include "validation/random_channels.hpp"
#include "validation/statement_parts.hpp"

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;

MatrixXd l2_matrix(const FiniteChannel& channel) {
  return kernel::to_dense(kernel::ChannelOperator(channel));
}

bool is_stationary(const FiniteChannel& channel) {
  return channel.originals() == channel.views() &&
         largest_entry(channel.rho_a() - channel.rho_x()) <=
             64 * 0x1p-52 * static_cast<double>(channel.views());
}

namespace {

// |k rho - 1| for the kernel sum_x rho(x) p(a|x) p(b|x) / (rho(a) rho(b)).
std::optional<double> one_space_formula(const Instance& instance) {
  const FiniteChannel& channel = instance.channel;
  if (channel.originals() != channel.views()) return std::nullopt;
  const VectorXd& rho = channel.rho_x();
  const MatrixXd ratio = channel.dense_p() * rho.cwiseInverse().asDiagonal();
  const MatrixXd k = ratio.transpose() * rho.asDiagonal() * ratio;
  return ((k * rho).array() - 1).abs().maxCoeff();
}

std::vector<Index> states(const FiniteChannel& channel) {
  std::vector<Index> all(static_cast<std::size_t>(channel.views()));
  std::iota(all.begin(), all.end(), Index{0});
  return all;
}

std::optional<double> difference_of_kernels(const Instance& instance) {
  const FiniteChannel& channel = instance.channel;
  if (!is_stationary(channel)) return std::nullopt;
  const std::vector<Index> all = states(channel);
  return largest_entry(kernel::backward_kernel(channel, all, all) -
                       kernel::forward_kernel(channel, all, all));
}

// The first two views told apart no longer.
FiniteChannel merging(Index views) {
  MatrixXd q = MatrixXd::Zero(views, views - 1);
  q(0, 0) = 1;
  for (Index a = 1; a < views; ++a) q(a, a - 1) = 1;
  return FiniteChannel(q);
}

// The largest sigma_i(PQ) - sigma_i(P) for a merging of views and for a random channel to d views.
std::optional<double> gain_by_processing(const Instance& instance) {
  const Index views = instance.channel.views();
  const VectorXd sigma = solver::thin_svd(l2_matrix(instance.channel)).sigma;
  std::vector<FiniteChannel> further = {
      random_channel(views, instance.functions, static_cast<std::uint64_t>(views))};
  if (views > 1) further.push_back(merging(views));
  double gain = -1;
  for (const FiniteChannel& q : further) {
    const VectorXd after = solver::thin_svd(l2_matrix(compose(instance.channel, q))).sigma;
    const Index count = std::min(after.size(), sigma.size());
    gain = std::max(gain, (after.head(count) - sigma.head(count)).maxCoeff());
  }
  return gain;
}

}  // namespace

std::vector<Statement> operator_statements() {
  return {{.id = "one-space",
           .text = "k_DAB with one rho in the place of both marginals fixes the constants.",
           .source = "docs/theory.md, section 1",
           .claim = {},
           .violation = one_space_formula,
           .tries = 1000000},
          {.id = "order",
           .text = "The kernels of TT* and T*T are equal where rho is stationary.",
           .source = "docs/theory.md (1.3), (1.4)",
           .claim = {},
           .violation = difference_of_kernels,
           .tries = 1000000},
          {.id = "data-processing",
           .text = "A further channel Q raises no singular value: sigma_i(PQ) <= sigma_i(P).",
           .source = "docs/theory.md (1.7)",
           .claim = {},
           .holds = true,
           .violation = gain_by_processing,
           .threshold = 1e-10,
           .tries = 100000}};
}

}  // namespace eigenviews::validation
