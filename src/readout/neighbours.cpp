#include "readout/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "core/threads.hpp"
#include "readout/checks.hpp"

namespace eigenviews::readout {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Neighbour {
  double closeness = 0;  // larger is nearer; Euclidean: minus the squared distance
  Index row = 0;
};

bool nearer(const Neighbour& a, const Neighbour& b) {
  return a.closeness > b.closeness || (a.closeness == b.closeness && a.row < b.row);
}

// Rows as columns, one after the other in memory, of length 1 for the cosine (0 stays 0).
MatrixXd prepared(const Eigen::Ref<const MatrixXd>& rows, Metric metric) {
  MatrixXd columns = rows.transpose();
  if (metric == Metric::euclidean) return columns;
  for (Index i = 0; i < columns.cols(); ++i) {
    const double norm = columns.col(i).stableNorm();
    if (norm > 0) columns.col(i) /= norm;
  }
  return columns;
}

// One sum in the order of the features: equal rows give equal bits wherever they lie.
double closeness(const double* a, const double* b, Index size, Metric metric) {
  double sum = 0;
  if (metric == Metric::cosine) {
    for (Index i = 0; i < size; ++i) sum += a[i] * b[i];
    return sum;
  }
  for (Index i = 0; i < size; ++i) sum -= (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

void check(const Eigen::Ref<const MatrixXd>& train,
           const std::vector<int>& labels,
           Index classes,
           const Eigen::Ref<const MatrixXd>& queries,
           const NeighbourOptions& options) {
  require_features("k nearest neighbours", train);
  require_features("k nearest neighbours, queries", queries);
  require_labels("k nearest neighbours", labels, train.rows(), classes);
  if (train.cols() != queries.cols()) {
    core::reject("k nearest neighbours",
                 fmt::format("queries need {} features", train.cols()),
                 queries.cols());
  }
  if (options.k < 1 || options.k > train.rows()) {
    core::reject("k nearest neighbours",
                 fmt::format("k must be in [1, {}], the training rows", train.rows()),
                 options.k);
  }
  if (!(options.temperature >= 0 && std::isfinite(options.temperature))) {
    core::reject("k nearest neighbours",
                 "the temperature must be finite and >= 0",
                 options.temperature);
  }
  if (options.temperature > 0 && options.metric == Metric::euclidean) {
    core::reject("k nearest neighbours",
                 "a temperature goes with the cosine",
                 options.temperature,
                 "give 0, for plain votes");
  }
}

// Leaves the k nearest in front, nearest first.
void keep_nearest(std::vector<Neighbour>& all, Index k) {
  std::nth_element(all.begin(), all.begin() + (k - 1), all.end(), nearer);
  all.resize(static_cast<std::size_t>(k));
  std::sort(all.begin(), all.end(), nearer);
}

// Weights relative to the nearest one, which counts 1: no overflow at a small temperature.
template <class Row>
void vote(const std::vector<Neighbour>& nearest,
          const std::vector<int>& labels,
          double temperature,
          Row&& scores) {
  scores.setZero();
  const double best = nearest.front().closeness;
  for (const Neighbour& n : nearest) {
    const double weight = temperature > 0 ? std::exp((n.closeness - best) / temperature) : 1;
    scores[labels[static_cast<std::size_t>(n.row)]] += weight;
  }
  scores /= scores.sum();
}

// A panel of queries against all training rows.
class Panel {
 public:
  Panel(const MatrixXd& train, const NeighbourOptions& options)
      : train_(train), options_(options), squares_(train.colwise().squaredNorm()) {}

  // Approximate closeness of every training row to each query, n_train x queries. Euclidean:
  // 2 x . y - |x|^2, which lacks the same |y|^2 everywhere.
  void compare(const Eigen::Ref<const MatrixXd>& queries) {
    products_.noalias() = train_.transpose() * queries;
    if (options_.metric == Metric::euclidean) {
      products_ = 2 * products_ - squares_.replicate(1, queries.cols());
    }
  }

  // The k nearest of query q, exactly: every row that rounding could have put in a wrong place is
  // compared again. A product of p terms is off by at most p eps |x| |y|, and the three terms of a
  // squared distance by twice the largest of them.
  [[nodiscard]] std::vector<Neighbour> nearest(Index q, const double* query) const {
    const auto approximate = products_.col(q);
    std::vector<double> values(approximate.begin(), approximate.end());
    const auto kth = values.begin() + (options_.k - 1);
    std::nth_element(values.begin(), kth, values.end(), std::greater<>());
    const double largest = squares_.maxCoeff();
    const double own = Eigen::Map<const VectorXd>(query, train_.rows()).squaredNorm();
    const double error = 4 * static_cast<double>(train_.rows() + 4) *
                         std::numeric_limits<double>::epsilon() * std::max(largest, own);
    std::vector<Neighbour> candidates;
    for (Index i = 0; i < train_.cols(); ++i) {
      if (approximate[i] < *kth - 2 * error) continue;
      candidates.push_back(
          {closeness(train_.col(i).data(), query, train_.rows(), options_.metric), i});
    }
    keep_nearest(candidates, options_.k);
    return candidates;
  }

 private:
  const MatrixXd& train_;  // p x n_train
  const NeighbourOptions& options_;
  VectorXd squares_;
  MatrixXd products_;
};

}  // namespace

MatrixXd neighbour_scores(const Eigen::Ref<const MatrixXd>& train,
                          const std::vector<int>& labels,
                          Index classes,
                          const Eigen::Ref<const MatrixXd>& queries,
                          const NeighbourOptions& options,
                          const core::ProgressListener& progress) {
  check(train, labels, classes, queries, options);
  constexpr Index width = 256;  // queries at a time
  const double numbers = static_cast<double>(train.size() + queries.size()) +
                         static_cast<double>(train.rows()) * 2 * width;
  core::require_memory("k nearest neighbours", 8 * numbers, "use fewer originals (--n)");
  const MatrixXd x = prepared(train, options.metric), y = prepared(queries, options.metric);
  MatrixXd scores(classes, queries.rows());
  Panel panel(x, options);
  for (Index begin = 0; begin < y.cols(); begin += width) {
    const Index count = std::min(width, y.cols() - begin);
    panel.compare(y.middleCols(begin, count));
    core::parallel_for(count, [&](std::int64_t q) {
      const auto nearest = panel.nearest(q, y.col(begin + q).data());
      vote(nearest, labels, options.temperature, scores.col(begin + q));
    });
    core::report(progress, {"k nearest neighbours", begin + count, y.cols(), {}});
  }
  return scores.transpose();
}

MatrixXd neighbour_scores_plain(const Eigen::Ref<const MatrixXd>& train,
                                const std::vector<int>& labels,
                                Index classes,
                                const Eigen::Ref<const MatrixXd>& queries,
                                const NeighbourOptions& options) {
  check(train, labels, classes, queries, options);
  const MatrixXd x = prepared(train, options.metric), y = prepared(queries, options.metric);
  MatrixXd scores(classes, queries.rows());
  for (Index q = 0; q < y.cols(); ++q) {
    std::vector<Neighbour> all;
    for (Index i = 0; i < x.cols(); ++i) {
      all.push_back({closeness(x.col(i).data(), y.col(q).data(), x.rows(), options.metric), i});
    }
    keep_nearest(all, options.k);
    vote(all, labels, options.temperature, scores.col(q));
  }
  return scores.transpose();
}

}  // namespace eigenviews::readout
