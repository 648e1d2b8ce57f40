#pragma once

#include <Eigen/Core>
#include <Eigen/SVD>
#include <cmath>
#include <deque>
#include <random>
#include <utility>

#include "theory/population_losses.hpp"

// What the tests of room theory share: random matrices, a minimiser and an integrator that know
// nothing of the closed forms.
namespace eigenviews::theory::test {

/// The spectrum of the tables of docs/theory.md, section 2.
inline const Eigen::VectorXd table_spectrum{{.9, .8, .65, .5, .3, .2, .1, .05}};

inline Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index cols, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(rows, cols, [&] { return normal(engine); });
}

/// Rows of probabilities.
inline Eigen::MatrixXd random_channel(Eigen::Index rows, Eigen::Index cols, unsigned seed) {
  Eigen::MatrixXd p = random_matrix(rows, cols, seed).cwiseAbs2();
  for (Eigen::Index x = 0; x < rows; ++x) p.row(x) /= p.row(x).sum();
  return p;
}

inline Eigen::VectorXd powers(double base, Eigen::Index count) {
  return Eigen::VectorXd::NullaryExpr(count, [&](Eigen::Index i) {
    return std::pow(base, static_cast<double>(i));
  });
}

struct Found {
  double value = 0;
  Eigen::MatrixXd at;
};

/// L-BFGS with halving steps from `start`, to a gradient norm of 1e-11 or 5000 steps.
template <class Loss>
Found descend(Loss&& loss, Eigen::MatrixXd at) {
  LossAndGradient now = loss(at);
  std::deque<std::pair<Eigen::MatrixXd, Eigen::MatrixXd>> pairs;  // steps and gradient changes
  const auto dot = [](const auto& a, const auto& b) { return a.cwiseProduct(b).sum(); };
  for (int step = 0; step < 5000 && now.gradient.norm() > 1e-11; ++step) {
    Eigen::MatrixXd direction = -now.gradient;
    std::deque<double> weights;
    for (auto it = pairs.rbegin(); it != pairs.rend(); ++it) {
      weights.push_front(dot(it->first, direction) / dot(it->first, it->second));
      direction -= weights.front() * it->second;
    }
    if (!pairs.empty()) {
      const auto& [s, y] = pairs.back();
      direction *= dot(s, y) / y.squaredNorm();
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto& [s, y] = pairs[i];
      direction += (weights[i] - dot(y, direction) / dot(s, y)) * s;
    }
    const double slope = dot(direction, now.gradient);
    double size = pairs.empty() ? std::min(1.0, 1 / now.gradient.norm()) : 1;
    LossAndGradient next = loss(at + size * direction);
    while (next.value > now.value + 1e-4 * size * slope && size > 1e-14) {
      size /= 2;
      next = loss(at + size * direction);
    }
    const Eigen::MatrixXd s = size * direction;
    const Eigen::MatrixXd y = next.gradient - now.gradient;
    if (!(next.value <= now.value)) break;
    at += s;
    now = next;
    if (dot(s, y) > 1e-16 * y.squaredNorm()) pairs.emplace_back(s, y);
    if (pairs.size() > 12) pairs.pop_front();
  }
  return {now.value, at};
}

/// The best of `starts` descents from random k x d matrices.
template <class Loss>
Found minimise(Loss&& loss, Eigen::Index k, Eigen::Index d, unsigned starts) {
  Found best{HUGE_VAL, {}};
  for (unsigned seed = 1; seed <= starts; ++seed) {
    const Found found = descend(loss, .4 * random_matrix(k, d, seed));
    if (found.value < best.value) best = found;
  }
  return best;
}

/// The classical Runge-Kutta method of order 4 in equal steps.
template <class Field>
Eigen::MatrixXd integrate(Field&& field, Eigen::MatrixXd at, double t, int steps) {
  const double h = t / steps;
  for (int i = 0; i < steps; ++i) {
    const Eigen::MatrixXd k1 = field(at);
    const Eigen::MatrixXd k2 = field(at + h / 2 * k1);
    const Eigen::MatrixXd k3 = field(at + h / 2 * k2);
    const Eigen::MatrixXd k4 = field(at + h * k3);
    at += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  return at;
}

/// -grad L of the reformulated loss.
inline auto gradient_flow(const Eigen::VectorXd& s, double beta) {
  return [s, beta](const Eigen::MatrixXd& w) -> Eigen::MatrixXd {
    return -reformulated_loss(s, beta, w).gradient;
  };
}

/// An orthonormal basis of the columns.
inline Eigen::MatrixXd basis_of(const Eigen::MatrixXd& w) {
  const Eigen::VectorXd norms = w.colwise().norm();
  return Eigen::JacobiSVD<Eigen::MatrixXd>(w * norms.cwiseInverse().asDiagonal(),
                                           Eigen::ComputeThinU)
      .matrixU();
}

/// sin of the largest principal angle between two spaces of equal dimension.
inline double sine(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  const Eigen::MatrixXd p = basis_of(a);
  const Eigen::MatrixXd q = basis_of(b);
  return (q - p * (p.transpose() * q)).jacobiSvd().singularValues()[0];
}

inline Eigen::VectorXd singular_values(const Eigen::MatrixXd& w) {
  return w.jacobiSvd().singularValues();
}

}  // namespace eigenviews::theory::test
