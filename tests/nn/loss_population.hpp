#pragma once

#include <torch/torch.h>

#include <vector>

// Small channels on which a batch can hold every draw, so that its averages are expectations.
namespace eigenviews::test {

/// A channel in which every original has the same number of equally likely slots: p(a|x) is the
/// share of x's slots that hold a. An original listed twice has twice the prior.
struct SlotChannel {
  std::vector<std::vector<std::int64_t>> slots;  ///< slots[x] lists views 0, ..., views - 1.
  std::int64_t views = 0;

  /// Every original with every m-tuple of its slots, B x m view indices: m independent views.
  [[nodiscard]] torch::Tensor every_draw(std::int64_t m) const;
  /// P, originals x views, double.
  [[nodiscard]] torch::Tensor p() const;
};

/// 5 originals (one of them twice), 6 slots each, 5 views; no two singular values alike.
[[nodiscard]] SlotChannel asymmetric_channel();

/// Singular functions of T by their definition: s descending, v views x k orthonormal in L2(rho_A).
struct Spectrum {
  torch::Tensor s;
  torch::Tensor v;
};
[[nodiscard]] Spectrum spectrum_of(const SlotChannel& channel);

/// n x n random rotation, double.
[[nodiscard]] torch::Tensor random_rotation(std::int64_t n, std::uint64_t seed);
[[nodiscard]] torch::Tensor random_normal(at::IntArrayRef shape, std::uint64_t seed);

}  // namespace eigenviews::test
