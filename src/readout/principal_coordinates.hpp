#pragma once

#include <Eigen/Core>

namespace eigenviews::readout {

/// Features in the eigenvectors of their centred Gram matrix.
struct PrincipalCoordinates {
  Eigen::RowVectorXd mean;  ///< of the features.
  Eigen::VectorXd values;   ///< p eigenvalues l_j >= 0 of X_c^T X_c, ascending, X_c = X - 1 mean.
  Eigen::MatrixXd vectors;  ///< p x p, V.
  Eigen::MatrixXd z;        ///< n x p, X_c V.
};

/// @param features  n x p, finite; the caller has asked for the memory of z and three p x p.
/// Accuracy: that of the Gram matrix, eps l_p absolutely in each l_j.
/// Cost: n p^2 + p^3 in BLAS and LAPACK.
[[nodiscard]] PrincipalCoordinates principal_coordinates(
    const Eigen::Ref<const Eigen::MatrixXd>& features);

}  // namespace eigenviews::readout
