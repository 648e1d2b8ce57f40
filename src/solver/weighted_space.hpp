#pragma once

#include <Eigen/Core>
#include <string_view>

// Spaces of functions sampled at n points, under <f, g> = sum_i w_i f_i g_i. Functions that compare
// such spaces share the checks and the decomposition of this file.

namespace eigenviews::solver {

using Eigen::Index;

/// The decomposition D_w^{1/2} F = basis * diag(s) * mixing^T, s > n * eps * s_max.
struct WeightedSpace {
  Eigen::MatrixXd basis;  ///< n x rank, orthonormal in the plain product.
  Eigen::VectorXd
      singular_values;     ///< min(n, p) values, descending; squares: spectrum of F^T D_w F.
  Eigen::MatrixXd mixing;  ///< p x rank, orthonormal columns.
  Index rank = 0;          ///< number of singular values s > n * eps * s_max.

  /// The kept singular values, `rank` of them.
  [[nodiscard]] auto kept() const { return singular_values.head(rank); }
};

/// Decomposes the space spanned by the columns of `functions` (n x p, any n, p >= 1).
///
/// @param where    function named in errors, for example "principal_angles".
/// @param name     argument named in errors, for example "a".
/// @param weights  n probabilities; see require_probability.
/// @throws core::InputError  what require_functions and require_probability refuse.
/// Accuracy: the basis is orthonormal to O(eps); its span is off by O(eps * s_max / s_kept).
/// Cost: O(n p min(n, p)) time (LAPACK dgesdd).
[[nodiscard]] WeightedSpace weighted_space(std::string_view where,
                                           std::string_view name,
                                           const Eigen::Ref<const Eigen::MatrixXd>& functions,
                                           const Eigen::Ref<const Eigen::VectorXd>& weights);

/// F - 1 (w^T F): every column with its mean taken away. `weights` must be a probability.
/// @throws core::InputError  what require_functions and require_probability refuse.
[[nodiscard]] Eigen::MatrixXd centred(const Eigen::Ref<const Eigen::MatrixXd>& functions,
                                      const Eigen::Ref<const Eigen::VectorXd>& weights);

/// @throws core::InputError  another number of rows than `points`, no column, or an entry that is
///                           not finite; the line names its row and column.
void require_functions(std::string_view where,
                       std::string_view name,
                       const Eigen::Ref<const Eigen::MatrixXd>& functions,
                       Index points);

/// @throws core::InputError  a weight that is not positive and finite, or not
///                           |sum_i w_i - 1| <= n * eps. Weights divided by their sum pass.
void require_probability(std::string_view where, const Eigen::Ref<const Eigen::VectorXd>& weights);

}  // namespace eigenviews::solver
