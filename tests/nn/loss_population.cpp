#include "nn/loss_population.hpp"

namespace eigenviews::test {

torch::Tensor SlotChannel::every_draw(std::int64_t m) const {
  std::vector<torch::Tensor> blocks;
  for (const auto& row : slots) {
    const torch::Tensor choices = torch::tensor(row);
    const std::vector<torch::Tensor> each(static_cast<std::size_t>(m), choices);
    blocks.push_back(torch::cartesian_prod(each).reshape({-1, m}));
  }
  return torch::cat(blocks);
}

torch::Tensor SlotChannel::p() const {
  torch::Tensor counts =
      torch::zeros({static_cast<std::int64_t>(slots.size()), views}, torch::kDouble);
  for (std::size_t x = 0; x < slots.size(); ++x) {
    for (const std::int64_t a : slots[x]) counts[static_cast<std::int64_t>(x)][a] += 1;
  }
  return counts / static_cast<double>(slots.front().size());
}

SlotChannel asymmetric_channel() {
  return {{{0, 0, 0, 0, 1, 2},
           {0, 0, 0, 0, 1, 2},
           {1, 1, 1, 1, 2, 3},
           {2, 2, 2, 2, 2, 4},
           {3, 3, 3, 4, 4, 4}},
          5};
}

Spectrum spectrum_of(const SlotChannel& channel) {
  const torch::Tensor p = channel.p();
  const double rho_x = 1.0 / static_cast<double>(p.size(0));
  const torch::Tensor rho_a = p.mean(0);
  const auto [u, sigma, vh] = torch::linalg_svd(std::sqrt(rho_x) * p / rho_a.sqrt(), false);
  return {sigma.square(), vh.t() / rho_a.sqrt().unsqueeze(1)};
}

torch::Tensor random_rotation(std::int64_t n, std::uint64_t seed) {
  return std::get<0>(torch::linalg_qr(random_normal({n, n}, seed)));
}

torch::Tensor random_normal(at::IntArrayRef shape, std::uint64_t seed) {
  const auto generator = at::detail::createCPUGenerator(seed);
  return torch::randn(shape, generator, torch::TensorOptions(torch::kDouble));
}

}  // namespace eigenviews::test
