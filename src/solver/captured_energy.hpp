#pragma once

#include <Eigen/Core>
#include <vector>

namespace eigenviews::solver {

using Eigen::Index;

/// How much of one exact eigenspace lies in the span of the features.
struct ClusterEnergy {
  std::vector<Index> indices;  ///< of the exact functions, ascending.
  double eigenvalue = 0;       ///< mean of the cluster's eigenvalues.
  double captured = 0;         ///< e_c = (1/mult) sum_{i in c} |P_F v_i|^2, in [0, 1] to rounding.
  double expected = 0;         ///< e_c of an optimal space of dimension dim, in [0, 1].
};

struct CapturedEnergy {
  std::vector<ClusterEnergy> clusters;
  /// e_i = |P_F v_i|^2 of each function. Inside a repeated eigenvalue they depend on the basis
  /// that the solver happened to return; only the cluster's mean is a property of the spaces.
  Eigen::VectorXd each;
  Index rank = 0;             ///< of the features: singular values s > n * eps * s_max.
  double mean_alignment = 0;  ///< mean of captured / expected over clusters with expected > 0.
  /// The smallest captured / expected. A cut cluster may be captured beyond what is expected, and
  /// the mean then hides a function that was missed; this one does not.
  double lowest_alignment = 0;
};

/// Energy of exact functions v_i captured by the span of features F: e_i = |P_F v_i|^2, with P_F
/// the projector of L2(w). With Q an orthonormal basis of D_w^{1/2} F, e_i = |Q^T D_w^{1/2} v_i|^2,
/// and the sum over the first d functions is sum cos^2 of the angles to their span (theory 6, C08).
///
/// A cluster whose functions come at positions before, ..., before + mult - 1 is expected to have
/// e_c = min(1, max(0, (dim - before) / mult)): an optimal space of dimension dim that cuts the
/// cluster holds dim - before of its directions, and which ones is arbitrary.
///
/// @param features     n x p, any p >= 1, of any rank; replacing F by F M changes nothing.
/// @param exact        n x k, orthonormal in L2(w): |<v_i, v_j> - delta_ij| <= orthonormality.
/// @param eigenvalues  k values.
/// @param clusters     a partition of 0, ..., k-1 into runs, in order (SingularTriples::clusters).
/// @param weights      n positive probabilities, sum 1 to n * eps.
/// @param dim          dimension of the space that an optimal learner would have found, >= 1.
/// @throws core::InputError  shapes, entries, weights, clusters or dim break a rule above.
/// Accuracy: O(eps * s_max / s_kept), s_kept the smallest singular value counted in the rank.
/// Cost: O(n p min(n, p) + n k (p + k)).
[[nodiscard]] CapturedEnergy captured_energy(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                             const Eigen::Ref<const Eigen::MatrixXd>& exact,
                                             const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
                                             const std::vector<std::vector<Index>>& clusters,
                                             const Eigen::Ref<const Eigen::VectorXd>& weights,
                                             Index dim);

/// Functions stored in single precision are orthonormal to about 1e-7; a larger error than this
/// means other weights or other points. It enters e_i as a relative error.
inline constexpr double orthonormality = 1e-6;

}  // namespace eigenviews::solver
