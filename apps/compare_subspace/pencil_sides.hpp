#pragma once

#include <Eigen/Core>
#include <string>

#include "compare_subspace/exact_folder.hpp"

namespace eigenviews::apps {

/// What a channel without a known density, `ssl`, is compared with: the best functions of the
/// backbone's own feature space (docs/theory.md, section 5, remedy 3).
struct PencilSides {
  /// The constant and the leading Ritz functions of T*T in the span of the features, on the views
  /// of the sample, orthonormal in L2(rho_a) with rho_a uniform; eigenvalues are Ritz values,
  /// never above the eigenvalues of T*T in population.
  ExactFunctions exact;
  Eigen::VectorXd errors;  ///< a standard error of each value; 0 for the constant.
  /// <v, T*T v> / <v, v> of as many Ritz functions of the first half of the originals, from the
  /// other half. Eigenvalues above are fitted to their own sample, so the leading ones err upward;
  /// nothing is fitted here, and these err downward. Empty below 4 originals, or where the first
  /// half has fewer functions or the other has none of one of them.
  Eigen::VectorXd held_out;
  Eigen::Index rank = 0;  ///< of the centred features.
};

/// Solves C+ m = s C m for centred features, C over all views and the unbiased C+ over pairs of
/// different views of one original, and puts the constant, s = 1, first.
///
/// A cluster of r values is what the sample cannot tell apart: each within 2 sqrt(r) standard
/// errors of the difference from the first, the spread of an r-fold eigenvalue. The last cluster is
/// whole, so there may be more than `functions` functions, and fewer where the features have less
/// rank.
///
/// @param features   n m x p, row i m + j is view j of original i.
/// @param views      m >= 2.
/// @param functions  how many at least, the constant included, >= 1.
/// @throws core::InputError  shapes, entries, fewer than two originals, memory, features without
///                           rank (all inputs give the same).
/// Accuracy: the sampling error of a value falls as n^{-1/2}; its upward error is of the order of
/// p / n, so n should be many times p. Cost: O(n m p^2), five matrices of n m p doubles.
[[nodiscard]] PencilSides pencil_sides(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                       Eigen::Index views,
                                       Eigen::Index functions,
                                       const std::string& dataset,
                                       const std::string& channel);

}  // namespace eigenviews::apps
