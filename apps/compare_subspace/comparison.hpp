#pragma once

#include <Eigen/Core>
#include <optional>

#include "compare_subspace/exact_folder.hpp"
#include "kernel/linear_operator.hpp"
#include "solver/captured_energy.hpp"
#include "solver/power_law.hpp"

namespace eigenviews::apps {

/// Whether features are compared after their mean has been taken off, and then without the constant
/// function.
enum class Centring {
  automatic,  ///< uncentred where the constant lies in the span of the features to 1e-6.
  yes,
  no,
};

struct ComparisonOptions {
  std::optional<Eigen::Index> dim;  ///< default: the number of features, or of exact functions.
  Centring centring = Centring::automatic;
  double tolerance = 0.05;     ///< aligned: every cluster up to dim captured beyond 1 - tolerance.
  std::optional<double> beta;  ///< of the reformulated loss, for the predicted scales.
};

/// The span of learned functions against the exact one.
struct Comparison {
  Eigen::Index features = 0;  ///< columns.
  Eigen::Index dim = 0;       ///< dimension of the exact span that they are compared with.
  Eigen::Index rank = 0;      ///< of the (centred) features.
  bool centred = false;
  /// To the top-dim exact span, the cluster that dim cuts taken whole; ascending.
  Eigen::VectorXd angles;
  double mean_cos2 = 0;  ///< over dim directions; a missing one counts 0.
  /// Indices are those of the exact functions; without the constant where centred.
  std::vector<solver::ClusterEnergy> clusters;
  double cluster_alignment = 0;      ///< mean of captured / expected over clusters up to dim.
  double lowest_alignment = 0;       ///< the least of them.
  Eigen::VectorXd eigenvalues;       ///< the first dim exact ones that are compared.
  Eigen::VectorXd ritz_values;       ///< of the pencil (C+, C); empty without an operator.
  Eigen::VectorXd feature_scales;    ///< c_i of each Ritz function; empty likewise.
  Eigen::VectorXd predicted_scales;  ///< sqrt(max(0, 1 - (1 - s_i)/(2 beta))); empty without beta.
  double cka = 0;                    ///< NaN where undefined.
  double effective_rank = 0;         ///< 0 for features that are all zero.
  solver::PowerLaw power_law;        ///< of the feature covariance.
  double angle_bound = HUGE_VAL;     ///< a posteriori, on |sin Theta|_F; infinite: unknown.
  bool aligned = false;
};

/// Compares features on the views of `exact`.
///
/// @param features  n_A x d, row t is view t.
/// @param op        the operator of `exact`, or nullptr where it is not at hand.
/// @throws core::InputError  shapes, entries, weights, dim < 1 or beyond the exact functions,
///                           tolerance not in (0, 1), beta not > 0.
[[nodiscard]] Comparison compare(const ExactFunctions& exact,
                                 const Eigen::MatrixXd& features,
                                 const kernel::LinearOperator* op,
                                 const ComparisonOptions& options);

/// The exact functions without the constant one: of the cluster of eigenvalue 1 what is orthogonal
/// to it. Index i of the result is index i + 1 of `exact`.
[[nodiscard]] ExactFunctions without_constant(const ExactFunctions& exact);

}  // namespace eigenviews::apps
