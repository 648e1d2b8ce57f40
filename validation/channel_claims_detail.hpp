#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <variant>

#include "kernel/finite_channel.hpp"
#include "validation/claim.hpp"

// What the claims on a user's channel share.
namespace eigenviews::validation {

using ChannelPointer = std::shared_ptr<const kernel::FiniteChannel>;

/// Claims of the suite "channel": the operator in channel_claims_operator.cpp, the solvers in
/// channel_claims_solvers.cpp.
[[nodiscard]] std::vector<Claim> operator_claims_of(const ChannelPointer& channel);
[[nodiscard]] std::vector<Claim> solver_claims_of(const ChannelPointer& channel);

/// The smaller of the two spaces: how many singular values there are.
[[nodiscard]] inline Eigen::Index side(const kernel::FiniteChannel& channel) {
  return std::min(channel.originals(), channel.views());
}

/// All singular values up to 512, otherwise 32.
[[nodiscard]] inline Eigen::Index leading(const kernel::FiniteChannel& channel) {
  constexpr Eigen::Index all = 512, some = 32;
  return side(channel) <= all ? side(channel) : some;
}

/// Rounding of sums over originals and views, relative to their size.
[[nodiscard]] inline double rounding_of(const kernel::FiniteChannel& channel) {
  return 0x1p-52 * static_cast<double>(64 + channel.originals() + channel.views());
}

/// "the channel, 3 x 4".
[[nodiscard]] std::string size_of(const kernel::FiniteChannel& channel);

/// Calls f(x, a, p(a|x)) for every entry that is not 0.
template <class F>
void for_each_entry(const kernel::FiniteChannel& channel, F&& f) {
  if (const auto* sparse = std::get_if<kernel::SparseMatrix>(&channel.p())) {
    for (Eigen::Index x = 0; x < sparse->rows(); ++x) {
      for (kernel::SparseMatrix::InnerIterator entry(*sparse, x); entry; ++entry) {
        if (entry.value() > 0) f(x, Eigen::Index{entry.col()}, entry.value());
      }
    }
    return;
  }
  const auto& dense = std::get<Eigen::MatrixXd>(channel.p());
  for (Eigen::Index a = 0; a < dense.cols(); ++a) {
    for (Eigen::Index x = 0; x < dense.rows(); ++x) {
      if (dense(x, a) > 0) f(x, a, dense(x, a));
    }
  }
}

}  // namespace eigenviews::validation
