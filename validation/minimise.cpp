#include "validation/minimise.hpp"

#include <cmath>
#include <deque>
#include <limits>

#include "validation/random_channels.hpp"

namespace eigenviews::validation {

using Eigen::MatrixXd;
using theory::LossAndGradient;

namespace {

constexpr std::size_t memory = 12;
constexpr int most_steps = 20000;

double inner(const MatrixXd& a, const MatrixXd& b) { return a.cwiseProduct(b).sum(); }

struct Point {
  MatrixXd w;
  LossAndGradient loss;
};

struct Pair {
  MatrixXd step, change;  // of w and of the gradient
  double curvature = 0;   // <step, change>
};

// -H g with the inverse Hessian H that the pairs describe (two loops).
MatrixXd descent(const std::deque<Pair>& pairs, const MatrixXd& gradient) {
  MatrixXd q = -gradient;
  std::vector<double> alphas;
  for (auto pair = pairs.rbegin(); pair != pairs.rend(); ++pair) {
    alphas.push_back(inner(pair->step, q) / pair->curvature);
    q -= alphas.back() * pair->change;
  }
  if (!pairs.empty()) q *= pairs.back().curvature / pairs.back().change.squaredNorm();
  for (const Pair& pair : pairs) {
    q += (alphas.back() - inner(pair.change, q) / pair.curvature) * pair.step;
    alphas.pop_back();
  }
  return q;
}

// Bisects the step length until the value has fallen and the slope is less steep; false where no
// length does.
bool search(const Objective& objective, const Point& from, const MatrixXd& along, Point& to) {
  const double slope = inner(from.loss.gradient, along);
  const double slack = 1e-15 * (1 + std::abs(from.loss.value));
  double low = 0, high = std::numeric_limits<double>::infinity(), length = 1;
  for (int trial = 0; trial < 60; ++trial) {
    to.w = from.w + length * along;
    to.loss = objective(to.w);
    const double new_slope = inner(to.loss.gradient, along);
    if (!(to.loss.value <= from.loss.value + 1e-4 * length * slope + slack)) {
      high = length;
    } else if (new_slope < 0.9 * slope) {
      low = length;
    } else {
      return true;
    }
    length = std::isfinite(high) ? (low + high) / 2 : 2 * length;
  }
  return false;
}

double size(const LossAndGradient& loss) { return loss.gradient.cwiseAbs().maxCoeff(); }

}  // namespace

Minimised minimise(const Objective& objective, const MatrixXd& start) {
  Point here{start, objective(start)}, next;
  std::deque<Pair> pairs;
  for (int step = 0; step < most_steps && size(here.loss) > gradient_goal; ++step) {
    MatrixXd along = descent(pairs, here.loss.gradient);
    if (pairs.empty()) along /= 1 + along.norm();
    if (!search(objective, here, along, next)) {
      if (pairs.empty()) break;
      pairs.clear();
      continue;
    }
    Pair pair{next.w - here.w, next.loss.gradient - here.loss.gradient, 0};
    pair.curvature = inner(pair.step, pair.change);
    if (pair.curvature > 0) pairs.push_back(std::move(pair));
    if (pairs.size() > memory) pairs.pop_front();
    std::swap(here, next);
  }
  return {here.w, here.loss.value, size(here.loss)};
}

Minimised lowest_minimum(const Objective& objective, const Starts& starts) {
  Minimised best{{}, std::numeric_limits<double>::infinity(), 0};
  for (int i = 0; i < starts.count; ++i) {
    const std::uint64_t seed = starts.seed * 1000 + static_cast<std::uint64_t>(i);
    Minimised found =
        minimise(objective, 0.3 * random_matrix(starts.modes, starts.functions, seed));
    if (found.value < best.value) best = std::move(found);
  }
  return best;
}

}  // namespace eigenviews::validation
