#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "kernel/domain.hpp"
#include "kernel/finite_channel.hpp"

namespace eigenviews::kernel {

/// One level of a closed-form spectrum: a singular value of T and its multiplicity.
struct Level {
  double sigma = 0;
  Index multiplicity = 1;
};

/// A channel that knows its own singular functions (docs/theory.md, section 4).
///
/// Continuous toys (circle, gaussian, sphere, interval, beta-binomial, gamma-poisson) are put on
/// quadrature nodes fine enough that the leading singular values equal those of the continuous
/// channel to 1e-12; each make_ function says which rule and how many nodes.
struct Toy {
  std::string name;  ///< resolved, every option included: "torus,side=16,sigma=1.6x2.4".
  FiniteChannel channel;
  Domain domain_x;  ///< for u, functions on originals.
  Domain domain_a;  ///< for v, functions on views.
  /// All singular values in descending order, multiplicities written out; at most
  /// min(n_X, n_A) values, and fewer where the closed form speaks of fewer.
  Eigen::VectorXd exact_sigma;
  /// The first `count` exact singular functions, normalised in L2(rho_X) and L2(rho_A), in the
  /// order of exact_sigma: n_X x count and n_A x count. Empty functions where none is implemented.
  std::function<Eigen::MatrixXd(Index count)> exact_u;
  std::function<Eigen::MatrixXd(Index count)> exact_v;
};

/// Builds the toy that a text names: "torus", "torus,side=12,sigma=1.1x1.9", "sphere,kappa=4", ...
/// @throws core::InputError  unknown toy or option (the nearest known one is named), or a value
///                           outside its range.
[[nodiscard]] Toy make_toy(const std::string& text);

/// The names of all toys, in the order of the documentation.
[[nodiscard]] const std::vector<std::string>& toy_names();

}  // namespace eigenviews::kernel
