#include "validation/batches.hpp"

#include <algorithm>
#include <utility>

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

std::vector<double> running_sums(const VectorXd& probabilities) {
  std::vector<double> sums;
  double sum = 0;
  for (const double p : probabilities) sums.push_back(sum += p);
  return sums;
}

// The first index whose running sum exceeds a uniform number; the last one where rounding leaves
// the total below it.
Index draw_index(const std::vector<double>& sums, core::Stream& stream) {
  const auto found = std::upper_bound(sums.begin(), sums.end() - 1, stream.uniform());
  return found - sums.begin();
}

}  // namespace

BatchSampler::BatchSampler(const kernel::FiniteChannel& channel, MatrixXd features)
    : prior_sums_(running_sums(channel.rho_x())), features_(std::move(features)) {
  const MatrixXd p = channel.dense_p();
  for (Index x = 0; x < p.rows(); ++x) view_sums_.push_back(running_sums(p.row(x).transpose()));
}

MatrixXd BatchSampler::draw(Index originals, Index views, core::Stream& stream) const {
  MatrixXd batch(originals * views, features_.cols());
  for (Index i = 0; i < originals; ++i) {
    const auto& sums = view_sums_[static_cast<std::size_t>(draw_index(prior_sums_, stream))];
    for (Index j = 0; j < views; ++j) {
      batch.row(i * views + j) = features_.row(draw_index(sums, stream));
    }
  }
  return batch;
}

MatrixXd repeated_means(const Repetition& repetition,
                        const std::function<VectorXd(core::Stream&)>& statistic) {
  MatrixXd means;
  for (Index r = 0; r < repetition.repeats; ++r) {
    core::Stream stream(
        {.seed = repetition.seed, .original = static_cast<std::uint32_t>(r), .op = repetition.op});
    VectorXd sum = statistic(stream);
    for (Index b = 1; b < repetition.batches; ++b) sum += statistic(stream);
    if (r == 0) means.resize(repetition.repeats, sum.size());
    means.row(r) = sum.transpose() / static_cast<double>(repetition.batches);
  }
  return means;
}

}  // namespace eigenviews::validation
