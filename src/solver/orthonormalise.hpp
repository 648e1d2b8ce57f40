#pragma once

#include <Eigen/Core>

namespace eigenviews::solver {

/// An orthonormal basis of the part of span(block) that is orthogonal to span(basis).
///
/// Two passes of: project out `basis`, then W <- W V Lambda^{-1/2} from the eigenvalues of W^T W
/// (SVQB: A. Stathopoulos, K. Wu, SIAM J. Sci. Comput. 23 (2002) 2165-2182). Directions that the
/// projection leaves with less than sqrt(n) eps of a column's norm are dropped, and so are
/// combinations of unit columns of norm below 4 sqrt(b eps), which W^T W cannot tell from 0, so the
/// result may have fewer columns than `block`, or none.
///
/// @param basis  n x q with orthonormal columns; q = 0 is allowed.
/// @param block  n x b, finite.
/// @return  n x r, r <= b; |R^T R - I| and |basis^T R| are O(eps).
/// Cost: 8 n b (q + b) multiply-adds.
[[nodiscard]] Eigen::MatrixXd orthonormalise(const Eigen::Ref<const Eigen::MatrixXd>& basis,
                                             Eigen::MatrixXd block);

}  // namespace eigenviews::solver
