#include "validation/estimator_toy.hpp"

#include "validation/random_channels.hpp"
#include "validation/statistics.hpp"

namespace eigenviews::validation {

using Eigen::MatrixXd;

EstimatorToy estimator_toy(std::uint64_t seed) {
  const kernel::FiniteChannel flat = random_channel(6, 9, seed);
  const MatrixXd cubes = flat.dense_p().array().cube();
  const kernel::FiniteChannel channel(cubes.rowwise().sum().cwiseInverse().asDiagonal() * cubes,
                                      flat.rho_x());
  const MatrixXd features = random_matrix(9, 3, seed);
  return {channel,
          features,
          theory::feature_moments(channel.dense_p(), channel.rho_x(), features),
          BatchSampler(channel, features)};
}

Repetition repetition(const Context& context, std::uint32_t op) {
  return {.repeats = context.full ? 1000 : 250, .batches = 400, .seed = context.seed, .op = op};
}

double estimator_tolerance(const Context& context, Eigen::Index comparisons) {
  return standard_errors(estimator_false_alarm, repetition(context, 0).repeats, comparisons);
}

}  // namespace eigenviews::validation
