#include "theory/literal_modes.hpp"

#include <Eigen/Eigenvalues>
#include <limits>

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

using Eigen::MatrixXd;
using Eigen::VectorXd;

LiteralModes literal_modes(const Eigen::Ref<const MatrixXd>& p,
                           const Eigen::Ref<const VectorXd>& rho) {
  constexpr std::string_view where = "literal_modes";
  checks::channel(where, p, rho);
  checks::shape(where, "P", p, rho.size(), rho.size());
  const double drift = (p.transpose() * rho - rho).cwiseAbs().maxCoeff();
  const double rounding =
      64 * static_cast<double>(rho.size()) * std::numeric_limits<double>::epsilon();
  if (!(drift <= rounding)) {
    core::reject(where, "rho must be stationary, rho P = rho", fmt::format("a drift of {}", drift));
  }
  // L2 coordinates: f becomes rho^{1/2} f and T becomes D^{1/2} P D^{-1/2}.
  const VectorXd root = rho.cwiseSqrt();
  const MatrixXd t = root.asDiagonal() * p * root.cwiseInverse().asDiagonal();
  const MatrixXd defect = MatrixXd::Identity(p.rows(), p.cols()) - t;
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solved(defect.transpose() * defect);
  return {solved.eigenvalues(), root.cwiseInverse().asDiagonal() * solved.eigenvectors()};
}

}  // namespace eigenviews::theory
