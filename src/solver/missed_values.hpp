#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "solver/symmetric_operator.hpp"

namespace eigenviews::solver {

/// Looks for eigenvalues of B above `cut` whose eigenvectors are orthogonal to span(u).
///
/// A Krylov space of s start vectors contains at most s copies of a repeated eigenvalue, so an
/// iterative solver can miss the others without a trace in its residuals (Spectra, a single-vector
/// Lanczos method, does: its issue 144). A random block on the deflated operator
/// (I - u u^T) B (I - u u^T) has a component along every missed vector with probability 1; block
/// Krylov then either finds them or shows that the largest deflated value lies below `cut` by more
/// than its residual. The search repeats until nothing is found.
///
/// @param u      size x q, orthonormal: what is known.
/// @param cut    values >= cut are wanted.
/// @param margin rounding: values within `margin` below cut count as >= cut.
/// @param tolerance  of the directions found, as in BlockKrylovOptions.
/// @return       size x m orthonormal, m >= 0: the missed directions, orthogonal to u.
[[nodiscard]] Eigen::MatrixXd find_missed(const SymmetricOperator& b,
                                          const Eigen::MatrixXd& u,
                                          double cut,
                                          double margin,
                                          double tolerance,
                                          std::uint64_t seed);

}  // namespace eigenviews::solver
