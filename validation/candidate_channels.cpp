#include "validation/candidate_channels.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace eigenviews::validation {

using core::Stream;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;

namespace {

Index below(Index bound, Stream& stream) {
  return static_cast<Index>(stream.below(static_cast<std::uint64_t>(bound)));
}

MatrixXd with_normalised_rows(MatrixXd p) {
  for (Index x = 0; x < p.rows(); ++x) p.row(x) /= p.row(x).sum();
  return p;
}

MatrixXd draw_uniform(Index rows, Index cols, Stream& stream) {
  MatrixXd p(rows, cols);
  for (double& entry : p.reshaped()) entry = stream.uniform();
  return with_normalised_rows(p);
}

MatrixXd draw_sparse(Index rows, Index cols, Stream& stream) {
  MatrixXd p(rows, cols);
  for (double& entry : p.reshaped()) entry = stream.uniform() < 0.5 ? 0 : stream.uniform();
  for (Index x = 0; x < rows; ++x) p(x, below(cols, stream)) += 0.1;
  return with_normalised_rows(p);
}

MatrixXd draw_deterministic(Index rows, Index cols, Stream& stream) {
  MatrixXd p = MatrixXd::Zero(rows, cols);
  for (Index x = 0; x < rows; ++x) p(x, below(cols, stream)) = 1;
  return p;
}

MatrixXd draw_permutation(Index n, Stream& stream) {
  std::vector<Index> image(static_cast<std::size_t>(n));
  std::iota(image.begin(), image.end(), Index{0});
  MatrixXd p = MatrixXd::Zero(n, n);
  for (Index x = 0; x < n; ++x) {
    const auto left = image.begin() + x;
    std::iter_swap(left, left + below(n - x, stream));
    p(x, *left) = 1;
  }
  return p;
}

MatrixXd draw_permutations(Index n, Index, Stream& stream) {
  const Index count = 2 + below(4, stream);
  MatrixXd p = MatrixXd::Zero(n, n);
  for (Index i = 0; i < count; ++i) p += draw_permutation(n, stream);
  return p / static_cast<double>(count);
}

MatrixXd draw_symmetric(Index n, Index, Stream& stream) {
  MatrixXd p(n, n);
  for (Index x = 0; x < n; ++x) {
    for (Index a = 0; a <= x; ++a) p(x, a) = p(a, x) = stream.uniform();
  }
  return with_normalised_rows(p);
}

MatrixXd draw_circulant(Index n, Index, Stream& stream) {
  const MatrixXd weights = draw_sparse(1, n, stream);
  MatrixXd p(n, n);
  for (Index x = 0; x < n; ++x) {
    for (Index h = 0; h < n; ++h) p(x, (x + h) % n) = weights(0, h);
  }
  return p;
}

MatrixXd draw_tied(Index n, Index, Stream& stream) {
  const double share = stream.uniform();
  return share * draw_permutation(n, stream) +
         MatrixXd::Constant(n, n, (1 - share) / static_cast<double>(n));
}

MatrixXd draw_disconnected(Index rows, Index cols, Stream& stream) {
  if (std::min(rows, cols) < 2) return draw_uniform(rows, cols, stream);
  const Index upper = 1 + below(rows - 1, stream), left = 1 + below(cols - 1, stream);
  MatrixXd p = MatrixXd::Zero(rows, cols);
  p.topLeftCorner(upper, left) = draw_uniform(upper, left, stream);
  p.bottomRightCorner(rows - upper, cols - left) = draw_uniform(rows - upper, cols - left, stream);
  return p;
}

MatrixXd draw_low_rank(Index rows, Index cols, Stream& stream) {
  const Index hidden = 1 + below(std::max<Index>(1, std::min(rows, cols) - 1), stream);
  return draw_uniform(rows, hidden, stream) * draw_uniform(hidden, cols, stream);
}

struct Kind {
  Entries entries;
  bool square;
  MatrixXd (*draw)(Index rows, Index cols, Stream& stream);
};

constexpr Kind kinds[] = {{Entries::uniform, false, draw_uniform},
                          {Entries::sparse, false, draw_sparse},
                          {Entries::deterministic, false, draw_deterministic},
                          {Entries::permutations, true, draw_permutations},
                          {Entries::symmetric, true, draw_symmetric},
                          {Entries::circulant, true, draw_circulant},
                          {Entries::tied, true, draw_tied},
                          {Entries::disconnected, false, draw_disconnected},
                          {Entries::low_rank, false, draw_low_rank}};

MatrixXd draw_entries(Entries entries, Index rows, Index cols, Stream& stream) {
  return kinds[static_cast<std::size_t>(entries)].draw(rows, cols, stream);
}

std::optional<VectorXd> draw_prior(Prior prior, const MatrixXd& p, Stream& stream) {
  if (prior == Prior::stationary) return stationary_prior(p);
  VectorXd rho = VectorXd::Ones(p.rows());
  if (prior == Prior::random) {
    for (double& weight : rho) weight = 0.2 + stream.uniform();
  }
  return rho / rho.sum();
}

std::optional<Candidate> candidate(Entries entries, Prior prior, MatrixXd p, Stream& stream) {
  if ((p.colwise().sum().array() <= 0).any()) return std::nullopt;
  const std::optional<VectorXd> rho = draw_prior(prior, p, stream);
  if (!rho) return std::nullopt;
  return Candidate{entries, prior, FiniteChannel(std::move(p), *rho)};
}

}  // namespace

std::optional<Candidate> draw_candidate(Index size, Stream& stream) {
  const Kind& kind = kinds[below(std::size(kinds), stream)];
  Index rows = size, cols = size;
  if (!kind.square && stream.uniform() < 0.5) {
    (stream.uniform() < 0.5 ? rows : cols) = 1 + below(size, stream);
  }
  const auto prior = static_cast<Prior>(below(rows == cols ? 3 : 2, stream));
  return candidate(kind.entries, prior, kind.draw(rows, cols, stream), stream);
}

std::optional<Candidate> draw_near(const Candidate& from, Stream& stream) {
  const FiniteChannel& channel = from.channel;
  const MatrixXd other = draw_entries(from.entries, channel.originals(), channel.views(), stream);
  const double way = stream.uniform() * stream.uniform();  // small steps are the more frequent
  return candidate(from.entries, from.prior, (1 - way) * channel.dense_p() + way * other, stream);
}

std::optional<VectorXd> stationary_prior(const MatrixXd& p) {
  constexpr int squarings = 40;
  constexpr double left_for_ever = 1e-6;
  const Index n = p.rows();
  MatrixXd limit = (MatrixXd::Identity(n, n) + p) / 2;
  for (int i = 0; i < squarings; ++i) limit = with_normalised_rows(limit * limit);
  const VectorXd rho = limit.colwise().mean().transpose();
  if (rho.minCoeff() < left_for_ever) return std::nullopt;
  return rho / rho.sum();
}

}  // namespace eigenviews::validation
