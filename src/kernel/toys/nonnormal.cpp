#include <fmt/format.h>

#include <cmath>

#include "kernel/closed_form.hpp"
#include "kernel/toys/cycle.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel::toys {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// T = [[.6,.4,0],[.1,.3,.6],[.3,.3,.4]]: eigenvalues 1, .2, .1, but T*T has 1, .16 +- sqrt(.0252).
Factor nonnormal_factor() {
  MatrixXd p(3, 3);
  p << .6, .4, 0, .1, .3, .6, .3, .3, .4;
  // rho is uniform and stationary, so T*T = P^T P; on the functions of mean 0, in the orthonormal
  // basis below, it is the 2 x 2 matrix g, whose eigenvectors stand at the angle `turn`.
  MatrixXd basis(3, 2);
  basis << std::sqrt(1.5), std::sqrt(0.5), -std::sqrt(1.5), std::sqrt(0.5), 0, -std::sqrt(2.0);
  const MatrixXd image = p * basis;
  const MatrixXd g = image.transpose() * image / 3;
  const double turn = std::atan2(2 * g(0, 1), g(0, 0) - g(1, 1)) / 2;
  const VectorXd sigma =
      Eigen::Vector3d(1, std::sqrt(.16 + std::sqrt(.0252)), std::sqrt(.16 - std::sqrt(.0252)));
  MatrixXd v(3, 3);
  v << VectorXd::Ones(3), basis.col(0) * std::cos(turn) + basis.col(1) * std::sin(turn),
      basis.col(1) * std::cos(turn) - basis.col(0) * std::sin(turn);
  const MatrixXd u = p * v * sigma.cwiseInverse().asDiagonal();
  return {FiniteChannel(p), sigma, columns_of(u), columns_of(v)};
}

// T = [[.05,.15,.8],[.15,.7,.15],[.8,.15,.05]]: symmetric, T (1,0,-1) = -.75 (1,0,-1) and
// T (1,-2,1) = .55 (1,-2,1), so that |sigma| orders the modes other than the eigenvalue does.
Factor reversible_factor() {
  MatrixXd p(3, 3);
  p << .05, .15, .8, .15, .7, .15, .8, .15, .05;
  MatrixXd u(3, 3);
  u << 1, std::sqrt(1.5), std::sqrt(0.5), 1, 0, -std::sqrt(2.0), 1, -std::sqrt(1.5), std::sqrt(0.5);
  MatrixXd v = u;
  v.col(1) = -u.col(1);
  return {FiniteChannel(p), Eigen::Vector3d(1, .75, .55), columns_of(u), columns_of(v)};
}

// a = x + h on Z_5, h uniform on {1, 2} or always 1:
// |qhat(k)|^2 = cos^2(pi k / 5) = (1 + cos(2 pi k / 5)) / 2, or 1.
Factor five_cycle_factor(const VectorXd& weights) {
  return cycle_factor(weights, closed_form::cyclic_coefficients(weights));
}

}  // namespace

Toy make_nonnormal(core::Spec spec) {
  const std::string name =
      spec.word("case", "nonnormal", {"nonnormal", "reversible", "five-cycle", "shift"});
  spec.finish();
  const std::string resolved = fmt::format("nonnormal,case={}", name);
  if (name == "nonnormal") return assemble(resolved, {nonnormal_factor()}, bars(), bars());
  if (name == "reversible") return assemble(resolved, {reversible_factor()}, bars(), bars());
  VectorXd weights = VectorXd::Zero(5);
  if (name == "shift") {
    weights[1] = 1;
  } else {
    weights[1] = weights[2] = 0.5;
  }
  return assemble(resolved, {five_cycle_factor(weights)}, circle(5), circle(5));
}

}  // namespace eigenviews::kernel::toys
