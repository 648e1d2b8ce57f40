#include "nn/batch_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/errors.hpp"
#include "core/random.hpp"

namespace eigenviews::nn {

namespace {

core::Stream stream_of(std::uint64_t seed, std::int64_t number) {
  return core::Stream({.seed = seed,
                       .original = static_cast<std::uint32_t>(number),
                       .view = static_cast<std::uint32_t>(number >> 32),
                       .op = static_cast<std::uint32_t>(core::StreamOp::batch_choice)});
}

}  // namespace

BatchSampler::BatchSampler(std::int64_t originals,
                           Eigen::VectorXd prior,
                           std::int64_t batch,
                           std::uint64_t seed)
    : originals_(originals), batch_(batch), seed_(seed), cumulated_(std::move(prior)) {
  if (batch < 1) core::reject("--batch-size", "at least one original a step", batch);
  if (cumulated_.size() == 0 && batch > originals) {
    core::reject("--batch-size", fmt::format("at most the {} originals", originals), batch);
  }
  double sum = 0;
  for (double& weight : cumulated_) weight = sum += weight;
}

std::int64_t BatchSampler::steps_per_epoch() const {
  return std::max<std::int64_t>(1, originals_ / batch_);
}

std::vector<std::int64_t> BatchSampler::draw(std::int64_t step) {
  if (cumulated_.size() > 0) return from_prior(step);
  const std::int64_t epoch = step / steps_per_epoch();
  if (epoch != epoch_) shuffle(epoch);
  const auto begin = order_.begin() + (step % steps_per_epoch()) * batch_;
  return {begin, begin + batch_};
}

std::vector<std::int64_t> BatchSampler::from_prior(std::int64_t step) const {
  core::Stream stream = stream_of(seed_, step);
  const double all = cumulated_[cumulated_.size() - 1];
  std::vector<std::int64_t> chosen;
  for (std::int64_t b = 0; b < batch_; ++b) {
    const double level = std::min(stream.uniform() * all, std::nextafter(all, 0.0));
    chosen.push_back(std::upper_bound(cumulated_.begin(), cumulated_.end(), level) -
                     cumulated_.begin());
  }
  return chosen;
}

// Fisher and Yates' shuffle.
void BatchSampler::shuffle(std::int64_t epoch) {
  order_.resize(static_cast<std::size_t>(originals_));
  std::iota(order_.begin(), order_.end(), std::int64_t{0});
  core::Stream stream = stream_of(seed_, epoch);
  for (std::size_t i = order_.size(); i > 1; --i) std::swap(order_[i - 1], order_[stream.below(i)]);
  epoch_ = epoch;
}

}  // namespace eigenviews::nn
