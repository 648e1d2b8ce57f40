#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>

#include "theory/population_losses.hpp"

// Minima found from values and gradients alone, to be held against closed forms.
namespace eigenviews::validation {

using Objective = std::function<theory::LossAndGradient(const Eigen::MatrixXd&)>;

struct Minimised {
  Eigen::MatrixXd w;
  double value = 0;
  double gradient = 0;  ///< largest entry of the gradient, in size.
};

/// Descends from `start` by L-BFGS with 12 pairs (J. Nocedal, Math. Comp. 35 (1980) 773-782) and a
/// line search that bisects to the Wolfe conditions, until the largest entry of the gradient is
/// <= `gradient_goal`. Decreases below rounding, 1e-15 (1 + |value|), are taken on trust in the
/// gradient. It ends at 20000 steps or where no step helps: `gradient` tells.
[[nodiscard]] Minimised minimise(const Objective& objective, const Eigen::MatrixXd& start);

/// The size of gradients at which minimise stops, and that a claim may ask for.
inline constexpr double gradient_goal = 3e-11;
inline constexpr double gradient_limit = 1e-10;

/// Starts that differ in their seeds: k x d, entries 0.3 times a standard normal.
struct Starts {
  Eigen::Index modes = 0;      ///< k
  Eigen::Index functions = 0;  ///< d
  int count = 1;
  std::uint64_t seed = 0;
};

/// The lowest of the minima from several starts.
[[nodiscard]] Minimised lowest_minimum(const Objective& objective, const Starts& starts);

}  // namespace eigenviews::validation
