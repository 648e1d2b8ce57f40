#include "kernel/toys/cycle.hpp"

#include <cmath>
#include <complex>

#include "kernel/basis_functions.hpp"
#include "kernel/closed_form.hpp"

namespace eigenviews::kernel::toys {

namespace {

using Eigen::VectorXcd;
using Eigen::VectorXd;

// Real coefficients (k = 0, and k = n/2) are given the phase 0 or pi exactly.
double phase_of(const VectorXcd& coefficients, Index k) {
  if (2 * k % coefficients.size() == 0) return coefficients[k].real() < 0 ? std::acos(-1.0) : 0.0;
  return std::arg(coefficients[k]);
}

}  // namespace

VectorXd wrapped_normal_weights(Index q, double s) {
  // e^{-39^2 / 2} is below the smallest double: no term that counts is left out.
  constexpr double reach = 39;
  const double period = static_cast<double>(q);
  const Index turns = static_cast<Index>(std::ceil(reach * s / period)) + 1;
  VectorXd weights = VectorXd::Zero(q);
  for (Index h = 0; h < q; ++h) {
    for (Index j = -turns; j <= turns; ++j) {
      const double z = static_cast<double>(h + q * j) / s;
      weights[h] += std::exp(-z * z / 2);
    }
  }
  return weights / weights.sum();
}

VectorXcd wrapped_normal_coefficients(Index q, double s) {
  VectorXcd coefficients(q);
  for (Index k = 0; k < q; ++k) coefficients[k] = closed_form::wrapped_normal_grid(k, q, s);
  return coefficients;
}

Factor cycle_factor(const VectorXd& weights, const VectorXcd& coefficients) {
  const Index n = weights.size();
  Eigen::MatrixXd p(n, n);
  for (Index x = 0; x < n; ++x) {
    for (Index h = 0; h < n; ++h) p(x, (x + h) % n) = weights[h];
  }
  VectorXd sigma(n);
  for (Index mode = 0; mode < n; ++mode) {
    sigma[mode] = std::abs(coefficients[fourier_wave_number(mode)]);
  }
  return {FiniteChannel(std::move(p)),
          std::move(sigma),
          [n](Index mode) { return fourier_mode(n, mode); },
          [n, coefficients](Index mode) {
            return fourier_mode(n, mode, phase_of(coefficients, fourier_wave_number(mode)));
          }};
}

}  // namespace eigenviews::kernel::toys
