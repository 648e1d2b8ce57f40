#include "support/channels.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>

#include "core/random.hpp"

namespace eigenviews::test {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;
using kernel::SparseMatrix;

namespace {

VectorXd random_prior(Index count, std::uint64_t seed) {
  core::Stream stream({.seed = seed, .op = 77});
  VectorXd rho(count);
  for (double& value : rho) value = 0.2 + stream.uniform();
  return rho / rho.sum();
}

MatrixXd normalised_rows(MatrixXd p) {
  for (Index i = 0; i < p.rows(); ++i) p.row(i) /= p.row(i).sum();
  return p;
}

MatrixXd uniform_entries(Index rows, Index cols, std::uint64_t seed) {
  core::Stream stream({.seed = seed, .op = 78});
  MatrixXd p(rows, cols);
  for (double& value : p.reshaped()) value = stream.uniform();
  return p;
}

}  // namespace

FiniteChannel random_channel(Index originals, Index views, std::uint64_t seed) {
  return FiniteChannel(normalised_rows(uniform_entries(originals, views, seed)),
                       random_prior(originals, seed));
}

FiniteChannel random_sparse_channel(Index originals,
                                    Index views,
                                    Index per_row,
                                    std::uint64_t seed) {
  core::Stream stream({.seed = seed, .op = 79});
  MatrixXd p = MatrixXd::Zero(originals, views);
  for (Index i = 0; i < originals; ++i) {
    for (Index e = 0; e < per_row; ++e) {
      p(i, static_cast<Index>(stream.below(static_cast<std::uint64_t>(views)))) += stream.uniform();
    }
  }
  for (Index a = 0; a < views; ++a) p(a % originals, a) += 0.5;
  return FiniteChannel(SparseMatrix(normalised_rows(p).sparseView()),
                       random_prior(originals, seed));
}

FiniteChannel disconnected_channel(Index components, std::uint64_t seed) {
  MatrixXd p = MatrixXd::Zero(4 * components, 3 * components);
  for (Index c = 0; c < components; ++c) {
    p.block(4 * c, 3 * c, 4, 3) = uniform_entries(4, 3, seed + static_cast<std::uint64_t>(c));
  }
  return FiniteChannel(normalised_rows(p), random_prior(4 * components, seed));
}

std::vector<NamedChannel> gallery() {
  std::vector<NamedChannel> channels;
  channels.push_back({"random 7 x 11", random_channel(7, 11, 1)});
  channels.push_back({"tall 23 x 5", random_channel(23, 5, 2)});
  channels.push_back({"sparse 43 x 59", random_sparse_channel(43, 59, 3, 3)});
  channels.push_back({"disconnected, 4 components", disconnected_channel(4, 4)});
  channels.push_back({"deterministic permutation",
                      FiniteChannel(MatrixXd(MatrixXd::Identity(6, 6).rowwise().reverse()))});
  channels.push_back({"all originals to one view", FiniteChannel(MatrixXd(MatrixXd::Ones(5, 1)))});
  channels.push_back({"one original", random_channel(1, 4, 5)});
  channels.push_back(
      {"equal rows, rank 1", FiniteChannel(MatrixXd(MatrixXd::Constant(6, 8, 0.125)))});
  MatrixXd repeated = MatrixXd::Zero(6, 9);
  for (Index i = 0; i < 6; ++i) repeated.row(i) = uniform_entries(3, 9, 6).row(i / 2);
  channels.push_back({"rank 3 of 6", FiniteChannel(normalised_rows(repeated))});
  return channels;
}

MatrixXd plain_operator(const FiniteChannel& channel) {
  const MatrixXd p = channel.dense_p();
  MatrixXd a(p.rows(), p.cols());
  for (Index j = 0; j < p.cols(); ++j) {
    double rho_a = 0;
    for (Index i = 0; i < p.rows(); ++i) rho_a += channel.rho_x()[i] * p(i, j);
    for (Index i = 0; i < p.rows(); ++i) a(i, j) = std::sqrt(channel.rho_x()[i] / rho_a) * p(i, j);
  }
  return a;
}

PlainSvd plain_svd(const MatrixXd& a) {
  using Extended = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
  const Eigen::JacobiSVD<Extended> svd(a.cast<long double>(),
                                       Eigen::ComputeThinU | Eigen::ComputeThinV);
  return {svd.matrixU().cast<double>(),
          svd.singularValues().cast<double>(),
          svd.matrixV().cast<double>()};
}

MatrixXd random_matrix(Index rows, Index cols, std::uint64_t seed) {
  core::Stream stream({.seed = seed, .op = 80});
  MatrixXd matrix(rows, cols);
  for (double& value : matrix.reshaped()) value = stream.normal();
  return matrix;
}

MatrixXd random_orthonormal(Index rows, Index cols, std::uint64_t seed) {
  const Eigen::HouseholderQR<MatrixXd> qr(random_matrix(rows, cols, seed));
  return qr.householderQ() * MatrixXd::Identity(rows, cols);
}

MatrixXd with_singular_values(const VectorXd& sigma, Index rows, Index cols, std::uint64_t seed) {
  const Index rank = sigma.size();
  return random_orthonormal(rows, rank, seed) * sigma.asDiagonal() *
         random_orthonormal(cols, rank, seed + 1).transpose();
}

}  // namespace eigenviews::test
