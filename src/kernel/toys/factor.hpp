#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "kernel/domain.hpp"
#include "kernel/finite_channel.hpp"
#include "kernel/toy.hpp"

namespace eigenviews::kernel::toys {

/// The values of one exact singular function, by the number of its mode.
using ModeFunction = std::function<Eigen::VectorXd(Index mode)>;

/// Column `mode` of a table, which the function keeps.
[[nodiscard]] ModeFunction columns_of(Eigen::MatrixXd table);

/// A channel with its exact singular triples in any order: T v_j = sigma_j u_j.
struct Factor {
  FiniteChannel channel;
  /// sigma_j >= 0. Either all min(n_X, n_A) values, or, for a continuous channel on a grid, the
  /// largest ones that the grid resolves.
  Eigen::VectorXd sigma;
  ModeFunction u;  ///< n_X values, unit norm in L2(rho_X).
  ModeFunction v;  ///< n_A values, unit norm in L2(rho_A).
};

/// The largest n_X * n_A of a toy: P is then at most 320 MB. Each maker bounds its own options so
/// that this holds.
inline constexpr double max_entries = 4e7;

/// Wrapped noise wider than 10 periods is refused: it is uniform to the last bit from 2 on.
/// @throws core::InputError  value > 10 * period.
void require_noise(const std::string& name, const std::string& option, double value, double period);

/// @throws core::InputError  unless 0 < value < 1.
void require_open_interval(const std::string& name, const std::string& option, double value);

/// The toy of independent factors side by side: singular values are all products, functions all
/// tensor products (docs/theory.md, 1.8), the last factor's index running fastest.
///
/// Singular values are in descending order, those within 64 eps of each other in the order of
/// their mode numbers. Where a factor leaves out its smallest values, products below its last one
/// are left out, since others as large would be missing.
[[nodiscard]] Toy assemble(std::string name,
                           std::vector<Factor> factors,
                           Domain domain_x,
                           Domain domain_a);

/// Points on an interval, n ascending values.
[[nodiscard]] Domain line(const Eigen::VectorXd& points);
/// n equidistant angles 2 pi i / n.
[[nodiscard]] Domain circle(Index n);
[[nodiscard]] Domain grid(Index rows, Index cols);
[[nodiscard]] Domain bars();

}  // namespace eigenviews::kernel::toys
