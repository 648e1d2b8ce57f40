#pragma once

#include <Eigen/Core>

#include "kernel/linear_operator.hpp"
#include "solver/singular_triples.hpp"

namespace eigenviews::solver {

/// The best singular triples of A whose left vectors lie in a given space.
///
/// With W = A^T U = V R (QR) and R = X Sigma Y^T (SVD): u = U Y, v = V X. Then A^T u = sigma v
/// holds to rounding, v is orthonormal to rounding even where sigma is tiny or zero (dividing by
/// sigma would not do that), and sigma^2 are the Ritz values of A A^T on the space. One more sweep
/// computes A v for the residuals.
///
/// @param a  operator with rows() <= cols().
/// @param u  rows x q with orthonormal columns, 1 <= q <= rows.
/// @return   q triples in descending order with residuals; no clusters, bounds or verdict.
/// Cost: 2 sweeps of q columns, 4 cols q^2 multiply-adds.
[[nodiscard]] SingularTriples rayleigh_ritz(const kernel::LinearOperator& a,
                                            const Eigen::MatrixXd& u);

}  // namespace eigenviews::solver
