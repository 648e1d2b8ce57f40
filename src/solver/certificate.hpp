#pragma once

#include "solver/singular_triples.hpp"

namespace eigenviews::solver {

/// Rounding of an eigenvalue sigma^2 <= 1 that no residual shows: 64 product epsilons in double
/// (measured: at most 20 over sizes up to 4000 x 4000), 16 in single precision, where products are
/// summed in long blocks.
[[nodiscard]] double rounding_floor(double product_epsilon);

/// Groups a descending list of eigenvalues into clusters: neighbours i, i + 1 belong together when
/// values[i] - values[i+1] <= bounds[i] + bounds[i+1], that is, when they cannot be told apart.
[[nodiscard]] std::vector<std::vector<Index>> find_clusters(const Eigen::VectorXd& values,
                                                            const Eigen::VectorXd& bounds);

/// The first count >= k after which values[count-1] and values[count] can be told apart, or
/// values.size() where there is none. Never cuts a cluster.
[[nodiscard]] Index complete_cluster(const Eigen::VectorXd& values,
                                     const Eigen::VectorXd& bounds,
                                     Index k);

/// Bounds, clusters and the verdict of triples whose residuals are known.
///
/// With r_i the residual, |sigma_i - exact| <= r_i, hence |sigma_i^2 - exact| <= 2 sigma_i r_i +
/// r_i^2 (linear bound: used for the clusters). Where the next value outside the cluster is
/// farther than r_i, the error is at most r_i^2 / gap (Kato, Temple; Parlett, "The Symmetric
/// Eigenvalue Problem", section 10.5): the smaller one is reported. To both, rounding_floor is
/// added. The bounds say that an exact value is that near; that no value in between is missing is
/// what the block size or the check of missed_values.hpp vouches for.
///
/// @param next_sigma  estimate of the first singular value not delivered (>= 0), for the last gap.
void certify(SingularTriples& triples, double next_sigma, double tolerance, double product_epsilon);

}  // namespace eigenviews::solver
