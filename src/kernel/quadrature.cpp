#include "kernel/quadrature.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>
#include <string_view>

#include "core/errors.hpp"

namespace eigenviews::kernel {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

// p_n and its derivative at x, p_n scaled by the missing b_n, and sum_{k<n} p_k(x)^2.
struct Evaluation {
  double value = 0;
  double derivative = 0;
  double christoffel_sum = 0;
};

Evaluation evaluate(const Recurrence& r, double x) {
  const Index n = r.diagonal.size();
  double p = 1, p_before = 0, d = 0, d_before = 0, sum = 0;
  for (Index k = 0; k < n; ++k) {
    sum += p * p;
    const double b_here = k > 0 ? r.off_diagonal[k - 1] : 0;
    const double b_next = k + 1 < n ? r.off_diagonal[k] : 1;
    const double p_next = ((x - r.diagonal[k]) * p - b_here * p_before) / b_next;
    const double d_next = (p + (x - r.diagonal[k]) * d - b_here * d_before) / b_next;
    p_before = p;
    d_before = d;
    p = p_next;
    d = d_next;
  }
  return {p, d, sum};
}

void require_interval(std::string_view where, double low, double high) {
  if (!(low < high) || !std::isfinite(high - low)) {
    core::reject(where, "low < high must hold, both finite", fmt::format("[{}, {}]", low, high));
  }
}

void require_nodes(std::string_view where, Index n, Index least) {
  if (n < least) core::reject(where, fmt::format("n must be >= {}", least), n);
}

}  // namespace

QuadratureRule gauss_rule(const Recurrence& recurrence) {
  require_recurrence("gauss_rule", recurrence);
  const Index n = recurrence.diagonal.size();
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(recurrence.diagonal,
                                recurrence.off_diagonal,
                                Eigen::EigenvaluesOnly);
  if (solver.info() != Eigen::Success) {
    core::reject("gauss_rule", "the eigenvalues of the Jacobi matrix must converge", n);
  }
  // The eigenvalues have absolute error O(eps |J|). Newton squares the relative error, so one step
  // would do; the second costs nothing and settles nodes that are small beside |J|.
  constexpr int newton_steps = 2;
  QuadratureRule rule{solver.eigenvalues(), VectorXd(n)};
  for (Index i = 0; i < n; ++i) {
    double& x = rule.nodes[i];
    for (int step = 0; step < newton_steps; ++step) {
      const Evaluation at = evaluate(recurrence, x);
      if (std::isfinite(at.value / at.derivative)) x -= at.value / at.derivative;
    }
    rule.weights[i] = 1 / evaluate(recurrence, x).christoffel_sum;
    if (!(rule.weights[i] >= std::numeric_limits<double>::min())) {
      core::reject("gauss_rule",
                   "every weight must be a normal number",
                   fmt::format("{} at node {} = {}", rule.weights[i], i, x),
                   "use fewer nodes");
    }
  }
  rule.weights /= rule.weights.sum();
  return rule;
}

QuadratureRule gauss_legendre(Index n) { return gauss_jacobi(n, 0, 0); }

QuadratureRule gauss_jacobi(Index n, double alpha, double beta) {
  return gauss_rule(jacobi_recurrence(n, alpha, beta));
}

QuadratureRule gauss_laguerre(Index n, double alpha) {
  return gauss_rule(laguerre_recurrence(n, alpha));
}

QuadratureRule gauss_hermite(Index n) { return gauss_rule(hermite_recurrence(n)); }

QuadratureRule trapezoid_rule(Index n, double low, double high) {
  require_nodes("trapezoid_rule", n, 2);
  require_interval("trapezoid_rule", low, high);
  QuadratureRule rule{VectorXd::LinSpaced(n, low, high),
                      VectorXd::Constant(n, 1 / static_cast<double>(n - 1))};
  rule.weights[0] /= 2;
  rule.weights[n - 1] /= 2;
  return rule;
}

QuadratureRule midpoint_rule(Index n, double low, double high) {
  require_nodes("midpoint_rule", n, 1);
  require_interval("midpoint_rule", low, high);
  const double cell = (high - low) / static_cast<double>(n);
  return {(VectorXd::LinSpaced(n, 0, static_cast<double>(n - 1)).array() + 0.5) * cell + low,
          VectorXd::Constant(n, 1 / static_cast<double>(n))};
}

QuadratureRule periodic_rule(Index n, double period) {
  require_nodes("periodic_rule", n, 1);
  require_interval("periodic_rule", 0, period);
  return {VectorXd::LinSpaced(n, 0, static_cast<double>(n - 1)) * (period / static_cast<double>(n)),
          VectorXd::Constant(n, 1 / static_cast<double>(n))};
}

}  // namespace eigenviews::kernel
