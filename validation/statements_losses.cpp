// Statements on the minimum of the reformulated loss and on its gradient flow.
#include <cmath>

#include "solver/lapack.hpp"
#include "theory/minimiser.hpp"
#include "theory/population_losses.hpp"
#include "theory/span_flow.hpp"
#include "validation/minimise.hpp"
#include "validation/modes.hpp"
#include "validation/random_channels.hpp"
#include "validation/runge_kutta.hpp"
#include "validation/statement_parts.hpp"

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;

namespace {

// tr H'(I - A'A)H + beta |H'H - I|^2 over features H in L2 coordinates, n_A x d.
Objective loss_of(const Instance& instance) {
  const MatrixXd a = l2_matrix(instance.channel);
  const MatrixXd form = MatrixXd::Identity(a.cols(), a.cols()) - a.transpose() * a;
  return [form, beta = instance.beta](const MatrixXd& h) {
    const MatrixXd residual = form * h;
    const MatrixXd excess = h.transpose() * h - MatrixXd::Identity(h.cols(), h.cols());
    return theory::LossAndGradient{h.cwiseProduct(residual).sum() + beta * excess.squaredNorm(),
                                   2 * residual + 4 * beta * h * excess};
  };
}

Minimised descend(const Instance& instance, int starts) {
  return lowest_minimum(
      loss_of(instance),
      {.modes = instance.channel.views(), .functions = instance.functions, .count = starts});
}

// All n_A eigenvalues of T*T, descending, with their functions in L2 coordinates.
solver::SymmetricEigen modes_of(const FiniteChannel& channel) {
  const MatrixXd a = l2_matrix(channel);
  solver::SymmetricEigen modes = solver::symmetric_eigen(a.transpose() * a);
  modes.values = modes.values.reverse().cwiseMax(0.0).eval();
  modes.vectors = modes.vectors.rowwise().reverse().eval();
  return modes;
}

// |L - L*| for the lowest L that descent finds; more starts where one ends elsewhere.
std::optional<double> distance_to_minimum(const Instance& instance) {
  const VectorXd s = modes_of(instance.channel).values;
  const double exact = theory::reformulated_minimum(s, instance.beta, instance.functions).loss;
  double distance = 0;
  for (const int starts : {1, 10}) {
    distance = std::abs(descend(instance, starts).value - exact);
    if (distance <= 1e-8) break;
  }
  return distance;
}

// Norm of the part outside closure(range T*) of the features that descent ends with. A singular
// value that is neither clearly 0 nor clearly more leaves the range open.
std::optional<double> part_outside_range(const Instance& instance) {
  const solver::ThinSvd svd = solver::thin_svd(l2_matrix(instance.channel));
  const Index rank = (svd.sigma.array() > 1e-2).count();
  if ((svd.sigma.array() > 1e-7).count() != rank) return std::nullopt;
  const MatrixXd range = svd.v.leftCols(rank);
  const MatrixXd h = descend(instance, 1).w;
  return singular_values(h - range * (range.transpose() * h))[0];
}

MatrixXd some_features(const Instance& instance) {
  return random_matrix(instance.channel.views(), instance.functions, 0);
}

// L at beta = 1/2 in the basis of eigenfunctions against L_SCL/2 + d/2 from the channel itself.
std::optional<double> half_of_spectral_contrastive(const Instance& instance) {
  const FiniteChannel& channel = instance.channel;
  const MatrixXd f = some_features(instance);
  const MatrixXd tf = channel.forward(f);
  const MatrixXd c = f.transpose() * channel.rho_a().asDiagonal() * f;
  const double c_plus = (tf.transpose() * channel.rho_x().asDiagonal() * tf).trace();
  const double half = (c.squaredNorm() - 2 * c_plus + static_cast<double>(f.cols())) / 2;
  const solver::SymmetricEigen modes = modes_of(channel);
  const MatrixXd w = modes.vectors.transpose() * channel.rho_a().cwiseSqrt().asDiagonal() * f;
  return std::abs(theory::reformulated_loss(modes.values, .5, w).value - half) /
         (1 + std::abs(half));
}

// Angle between the span after gradient flow and e^{2tS} V(F_0).
std::optional<double> distance_to_flow(const Instance& instance) {
  constexpr double time = 1.5, integrator_tolerance = 1e-10;
  const VectorXd s = modes_of(instance.channel).values;
  const MatrixXd start = 0.3 * some_features(instance);
  const Flow flow = [&](const MatrixXd& w) -> MatrixXd {
    return -theory::reformulated_loss(s, instance.beta, w).gradient;
  };
  return largest_angle(integrate(flow, start, time, integrator_tolerance),
                       theory::span_at(start, s, time));
}

}  // namespace

std::vector<Statement> loss_statements() {
  return {{.id = "inclusion",
           .text = "V(F) is part of closure(range T*) at the minimum of L for every beta and d.",
           .source = "docs/theory.md (2.9)",
           .claim = {},
           .violation = part_outside_range,
           .threshold = 1e-2,  // features that collapse as slowly as t^{-1/2} end below it
           .tries = 20000},
          {.id = "theorem-2",
           .text = "The least L that descent finds is L*.",
           .source = "docs/theory.md (2.10)",
           .claim = "V8",
           .holds = true,
           .violation = distance_to_minimum,
           .tries = 10000},
          {.id = "half-scl",
           .text = "At beta = 1/2, L(F) = L_SCL(F)/2 + d/2 for every F.",
           .source = "docs/theory.md (2.11)",
           .claim = "V9",
           .holds = true,
           .violation = half_of_spectral_contrastive,
           .threshold = 1e-10,
           .tries = 100000},
          {.id = "span-flow",
           .text = "Under gradient flow V(F_t) = e^{2tS} V(F_0), whatever beta.",
           .source = "docs/theory.md (3.3)",
           .claim = "V16",
           .holds = true,
           .violation = distance_to_flow,
           .tries = 10000}};
}

}  // namespace eigenviews::validation
