#include "readout/principal_coordinates.hpp"

#include <algorithm>

#include "solver/lapack.hpp"

namespace eigenviews::readout {

using Eigen::Index;
using Eigen::MatrixXd;

PrincipalCoordinates principal_coordinates(const Eigen::Ref<const MatrixXd>& features) {
  PrincipalCoordinates c;
  c.mean = features.colwise().mean();
  c.z = features.rowwise() - c.mean;
  MatrixXd gram = MatrixXd::Zero(features.cols(), features.cols());
  gram.selfadjointView<Eigen::Lower>().rankUpdate(c.z.transpose());
  solver::SymmetricEigen eigen = solver::symmetric_eigen(gram);
  c.values = eigen.values.cwiseMax(0);
  c.vectors = std::move(eigen.vectors);
  constexpr Index panel = 4096;  // rows turned at a time, in place
  for (Index begin = 0; begin < c.z.rows(); begin += panel) {
    auto rows = c.z.middleRows(begin, std::min(panel, c.z.rows() - begin));
    rows = (rows * c.vectors).eval();
  }
  return c;
}

}  // namespace eigenviews::readout
