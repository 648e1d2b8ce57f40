#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace eigenviews::solver {

using Eigen::Index;

/// Singular triples sigma_i, u_i, v_i of an operator A, in descending order, with a certificate.
///
/// Vectors here are in L2 coordinates (orthonormal in the plain product); weighted() turns them
/// into functions. k counts the triples delivered: the last cluster is always whole, so k may
/// exceed what was asked for.
struct SingularTriples {
  Eigen::VectorXd sigma;  ///< k singular values.
  Eigen::MatrixXd u;      ///< rows x k, u^T u = I.
  Eigen::MatrixXd v;      ///< cols x k, v^T v = I.

  /// max(|A v_i - sigma_i u_i|, |A^T u_i - sigma_i v_i|), computed with the operator's own
  /// products.
  Eigen::VectorXd residuals;
  /// Bound on |sigma_i^2 - exact|: min(2 r, r^2 / gap) and rounding, see certificate.hpp.
  Eigen::VectorXd eigenvalue_bounds;
  /// Indices of values that cannot be told apart within their bounds, in ascending order.
  std::vector<std::vector<Index>> clusters;

  bool converged = false;  ///< every residual <= tolerance, and no value is missing.
  std::string solver;      ///< "dense", "block-krylov" or "spectra".
  std::string reason;      ///< why this solver, and anything unusual that happened.
  Index iterations = 0;
  Index operator_applications = 0;  ///< products of A or A^T with one vector.
};

}  // namespace eigenviews::solver
