#pragma once

#include <Eigen/Core>
#include <string>

#include "kernel/toy.hpp"

namespace eigenviews::test {

/// sigma of the toy against LAPACK's dense SVD of A = D_X^{1/2} P D_A^{-1/2}, functions against
/// their definition, all in the norms of L2(rho_X) and L2(rho_A).
struct ToyTolerances {
  double sigma = 1e-12;
  double functions = 1e-12;
};

/// Fails unless, for the toy of the text `name`,
///   - exact_sigma are the leading singular values, descending, at most min(n_X, n_A) of them;
///   - T v_j = sigma_j u_j and T* u_j = sigma_j v_j for every one;
///   - u and v are orthonormal in L2(rho_X) and L2(rho_A);
///   - the leading functions do not depend on how many are asked for;
///   - domains fit the two spaces, and the toy's resolved name builds the same channel again.
void expect_exact(const std::string& name, ToyTolerances tolerances = {});

/// All singular values of A, descending, by LAPACK.
[[nodiscard]] Eigen::VectorXd dense_singular_values(const kernel::FiniteChannel& channel);

}  // namespace eigenviews::test
