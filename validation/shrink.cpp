#include "validation/shrink.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "validation/candidate_channels.hpp"
#include "validation/round_channel.hpp"

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;

namespace {

constexpr double equal = 1e-12;

// ---- what is simpler ----------------------------------------------------------------------------

bool is_uniform(const VectorXd& rho) { return rho.maxCoeff() - rho.minCoeff() <= equal; }

Index different_entries(const MatrixXd& p) {
  std::vector<double> entries(p.data(), p.data() + p.size());
  std::sort(entries.begin(), entries.end());
  const auto last = std::unique(entries.begin(), entries.end(), [](double a, double b) {
    return b - a <= equal;
  });
  return last - entries.begin();
}

auto complexity(const Instance& instance) {
  const FiniteChannel& channel = instance.channel;
  const MatrixXd p = channel.dense_p();
  return std::make_tuple(channel.originals() + channel.views(),
                         !is_uniform(channel.rho_x()),
                         denominator(p),
                         denominator(channel.rho_x()),
                         different_entries(p),
                         instance.functions,
                         std::abs(std::log2(2 * instance.beta)));
}

// ---- steps --------------------------------------------------------------------------------------

struct Weighted {
  MatrixXd p;
  VectorXd rho;
};

MatrixXd without_row(const MatrixXd& m, Index row) {
  MatrixXd rest(m.rows() - 1, m.cols());
  rest << m.topRows(row), m.bottomRows(m.rows() - row - 1);
  return rest;
}

MatrixXd without_col(const MatrixXd& m, Index col) {
  return without_row(m.transpose(), col).transpose();
}

Weighted without_original(const Weighted& from, Index x) {
  return {without_row(from.p, x), without_row(from.rho, x)};
}

Weighted without_view(const Weighted& from, Index a) { return {without_col(from.p, a), from.rho}; }

Weighted with_merged_originals(const Weighted& from, Index x, Index z) {
  Weighted merged = from;
  merged.rho[x] += from.rho[z];
  merged.p.row(x) = (from.rho[x] * from.p.row(x) + from.rho[z] * from.p.row(z)) / merged.rho[x];
  return without_original(merged, z);
}

Weighted with_merged_views(const Weighted& from, Index a, Index b) {
  Weighted merged = from;
  merged.p.col(a) += from.p.col(b);
  return without_view(merged, b);
}

// Fewer originals, fewer views, and where they are the same states fewer of both.
std::vector<Weighted> smaller(const Weighted& from) {
  const Index originals = from.p.rows(), views = from.p.cols();
  std::vector<Weighted> all;
  if (originals == views && originals > 1) {
    for (Index i = 0; i < views; ++i) {
      all.push_back(without_view(without_original(from, i), i));
      for (Index j = 0; j < i; ++j) {
        all.push_back(with_merged_views(with_merged_originals(from, j, i), j, i));
      }
    }
  }
  for (Index x = 0; originals > 1 && x < originals; ++x) {
    all.push_back(without_original(from, x));
    for (Index z = 0; z < x; ++z) all.push_back(with_merged_originals(from, z, x));
  }
  for (Index a = 0; views > 1 && a < views; ++a) {
    all.push_back(without_view(from, a));
    for (Index b = 0; b < a; ++b) all.push_back(with_merged_views(from, b, a));
  }
  return all;
}

// Rows and columns divided by their sums in turn (R. Sinkhorn, Ann. Math. Stat. 35 (1964) 876-879).
MatrixXd doubly_stochastic(MatrixXd p) {
  constexpr int rounds = 2000;
  for (int i = 0; i < rounds && (p.colwise().sum().array() - 1).abs().maxCoeff() > 1e-15; ++i) {
    p.array().rowwise() /= p.colwise().sum().eval().array();
    p.array().colwise() /= p.rowwise().sum().eval().array();
  }
  return p;
}

std::vector<MatrixXd> rewritten(const MatrixXd& p) {
  std::vector<MatrixXd> all = {p};
  if (p.rows() == p.cols()) all.push_back(doubly_stochastic(p));
  for (const int q : {1, 2, 3, 4, 5, 6, 8, 10, 20}) {
    for (MatrixXd& rounded : roundings(p, q)) all.push_back(std::move(rounded));
  }
  return all;
}

// With the weights as they are, uniform and stationary; nothing where P is no channel.
void add_with_priors(const Weighted& one, const Instance& from, std::vector<Instance>& steps) {
  const VectorXd sums = one.p.rowwise().sum();
  if (!(sums.minCoeff() > 0) || !(one.p.colwise().sum().minCoeff() > 0)) return;
  const MatrixXd p = sums.cwiseInverse().asDiagonal() * one.p;
  std::vector<VectorXd> priors = {one.rho, VectorXd::Ones(p.rows())};
  if (p.rows() == p.cols()) {
    if (const std::optional<VectorXd> rho = stationary_prior(p)) priors.push_back(*rho);
  }
  for (const VectorXd& rho : priors) {
    steps.push_back(
        {FiniteChannel(p, rho / rho.sum()), std::min(from.functions, p.cols()), from.beta});
  }
}

std::vector<Instance> steps_from(const Instance& from) {
  const Weighted here{from.channel.dense_p(), from.channel.rho_x()};
  std::vector<Instance> steps;
  for (const Weighted& one : smaller(here)) add_with_priors(one, from, steps);
  for (MatrixXd& p : rewritten(here.p)) add_with_priors({std::move(p), here.rho}, from, steps);
  if (from.functions > 1) steps.push_back({from.channel, from.functions - 1, from.beta});
  for (const double beta : {.5, 1., .25, 2.}) {
    steps.push_back({from.channel, from.functions, beta});
  }
  return steps;
}

}  // namespace

bool simpler(const Instance& a, const Instance& b) { return complexity(a) < complexity(b); }

Instance shrink(const Instance& start, const std::function<bool(const Instance&)>& keeps) {
  Instance best = start;
  for (bool changed = true; changed;) {
    changed = false;
    for (const Instance& step : steps_from(best)) {
      if (simpler(step, best) && keeps(step)) {
        best = step;
        changed = true;
        break;
      }
    }
  }
  return best;
}

}  // namespace eigenviews::validation
