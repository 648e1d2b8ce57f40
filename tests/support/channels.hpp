#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "kernel/finite_channel.hpp"

// Channels that every law is asked of, and the plain versions of what the library does fast.
namespace eigenviews::test {

using Eigen::Index;

/// Entries uniform on (0, 1), rows normalised; random prior weights.
[[nodiscard]] kernel::FiniteChannel random_channel(Index originals,
                                                   Index views,
                                                   std::uint64_t seed);
/// The same with about `per_row` entries a row, sparse; every view is reached.
[[nodiscard]] kernel::FiniteChannel random_sparse_channel(Index originals,
                                                          Index views,
                                                          Index per_row,
                                                          std::uint64_t seed);
/// Random channels on `components` separate pairs of spaces, one block each, dense.
[[nodiscard]] kernel::FiniteChannel disconnected_channel(Index components, std::uint64_t seed);

struct NamedChannel {
  std::string name;
  kernel::FiniteChannel channel;
};
/// Random, sparse, wide, tall, disconnected, deterministic, constant, one-state and rank-deficient.
[[nodiscard]] std::vector<NamedChannel> gallery();

/// A = D_X^{1/2} P D_A^{-1/2}, entry by entry from its definition.
[[nodiscard]] Eigen::MatrixXd plain_operator(const kernel::FiniteChannel& channel);

struct PlainSvd {
  Eigen::MatrixXd u;
  Eigen::VectorXd sigma;
  Eigen::MatrixXd v;
};
/// Thin SVD by Eigen's two-sided Jacobi in extended precision: LAPACK's has an independent judge.
[[nodiscard]] PlainSvd plain_svd(const Eigen::MatrixXd& a);

/// rows x cols standard normals.
[[nodiscard]] Eigen::MatrixXd random_matrix(Index rows, Index cols, std::uint64_t seed);
/// rows x cols with orthonormal columns.
[[nodiscard]] Eigen::MatrixXd random_orthonormal(Index rows, Index cols, std::uint64_t seed);
/// rows x cols with the given singular values, rows <= cols.
[[nodiscard]] Eigen::MatrixXd with_singular_values(const Eigen::VectorXd& sigma,
                                                   Index rows,
                                                   Index cols,
                                                   std::uint64_t seed);

/// A matrix as an operator; the plainest implementation of the interface.
class MatrixOperator final : public kernel::LinearOperator {
 public:
  explicit MatrixOperator(Eigen::MatrixXd a) : a_(std::move(a)) {}
  [[nodiscard]] Index rows() const override { return a_.rows(); }
  [[nodiscard]] Index cols() const override { return a_.cols(); }
  void apply(const kernel::Block& v, kernel::MutableBlock y) const override {
    y.noalias() = a_ * v;
  }
  void apply_adjoint(const kernel::Block& u, kernel::MutableBlock z) const override {
    z.noalias() = a_.transpose() * u;
  }
  [[nodiscard]] std::string description() const override { return "matrix"; }

 private:
  Eigen::MatrixXd a_;
};

}  // namespace eigenviews::test
