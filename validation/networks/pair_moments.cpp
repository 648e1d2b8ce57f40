#include "validation/networks/pair_moments.hpp"

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

PairMoments pair_moments(const kernel::FiniteChannel& channel,
                         Index coordinates,
                         const std::function<MatrixXd(Index)>& kernel) {
  const MatrixXd p = channel.dense_p();
  const VectorXd& rho = channel.rho_x();
  PairMoments result{.mean = VectorXd(coordinates)};
  theory::InvarianceMoments& sums = result.moments;
  for (Index c = 0; c < coordinates; ++c) {
    const MatrixXd h = kernel(c);
    const MatrixXd of_view = p * h;                                        // E[h(a, b) | x, b]
    const VectorXd of_original = p.cwiseProduct(of_view).rowwise().sum();  // E[h | x]
    const VectorXd squares = p.cwiseProduct(of_view.cwiseAbs2()).rowwise().sum();
    const VectorXd z1 = squares - of_original.cwiseAbs2();
    const VectorXd z2 = p.cwiseProduct(p * h.cwiseAbs2()).rowwise().sum() - of_original.cwiseAbs2();
    result.mean[c] = rho.dot(of_original);
    sums.variance += rho.dot((of_original.array() - result.mean[c]).square().matrix());
    sums.square += rho.dot(of_original.cwiseAbs2());
    sums.fourth += rho.dot(of_original.cwiseAbs2() + 4 * z1);
    sums.covariance_square += rho.dot(z2 - 2 * z1);
  }
  sums.mean = result.mean.norm();
  return result;
}

}  // namespace eigenviews::validation
