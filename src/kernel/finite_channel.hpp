#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <string>
#include <variant>
#include <vector>

#include "data/channel_file.hpp"
#include "kernel/linear_operator.hpp"

namespace eigenviews::kernel {

using data::SparseMatrix;

/// An augmentation channel between finite spaces: P[x, a] = p(a|x) with prior rho_X(x).
///
/// Invariants, checked at construction: entries of P are finite and >= 0, every row sums to 1 up
/// to `row_sum_tolerance` (rows are then divided by their sum), rho_X is positive and sums to 1
/// likewise, and every view has rho_A(a) = sum_x rho_X(x) p(a|x) > 0.
class FiniteChannel {
 public:
  static constexpr double row_sum_tolerance = 1e-6;  ///< |sum_a P[x, a] - 1| <= row_sum_tolerance

  /// @param p      n_X x n_A, dense (column-major) or sparse (CSR).
  /// @param rho_x  n_X prior weights; empty stands for uniform.
  /// @throws core::InputError  an invariant fails; the line names row, column and value.
  explicit FiniteChannel(Eigen::MatrixXd p, Eigen::VectorXd rho_x = {});
  explicit FiniteChannel(SparseMatrix p, Eigen::VectorXd rho_x = {});

  [[nodiscard]] Index originals() const;
  [[nodiscard]] Index views() const;
  [[nodiscard]] const Eigen::VectorXd& rho_x() const { return rho_x_; }
  /// rho_A(a) = sum_x rho_X(x) p(a|x), n_A values.
  [[nodiscard]] const Eigen::VectorXd& rho_a() const { return rho_a_; }
  [[nodiscard]] bool is_sparse() const { return std::holds_alternative<SparseMatrix>(p_); }
  [[nodiscard]] const std::variant<Eigen::MatrixXd, SparseMatrix>& p() const { return p_; }
  /// P as a dense matrix, n_X x n_A (a copy).
  [[nodiscard]] Eigen::MatrixXd dense_p() const;

  /// (T f)(x) = E[f(a)|x], docs/theory.md (1.1). f is n_A x b, the result n_X x b.
  [[nodiscard]] Eigen::MatrixXd forward(const Block& f) const;
  /// (T* g)(a) = E[g(x)|a] = D_A^{-1} P^T D_X g. g is n_X x b, the result n_A x b.
  [[nodiscard]] Eigen::MatrixXd backward(const Block& g) const;

 private:
  template <class Matrix>
  void validate_and_normalise(Matrix& p);

  std::variant<Eigen::MatrixXd, SparseMatrix> p_;
  Eigen::VectorXd rho_x_;
  Eigen::VectorXd rho_a_;
};

/// Independent channels side by side: p((a,b)|(x,y)) = p(a|x) q(b|y), rho_X = the product.
/// Index (x, y) is x * second.originals() + y, likewise for views. Sparse if either is sparse.
/// Singular values are all products sigma_i sigma'_j (docs/theory.md, 1.8).
[[nodiscard]] FiniteChannel product(const FiniteChannel& first, const FiniteChannel& second);

/// First `first`, then `second` on its views: P Q. Data processing: sigma_i(PQ) <= sigma_i(P).
/// @throws core::InputError  first.views() != second.originals().
[[nodiscard]] FiniteChannel compose(const FiniteChannel& first, const FiniteChannel& second);

/// With probability w_j the j-th channel: P = sum_j w_j P_j. All share their spaces and rho_X.
/// @param weights  positive, sum 1 (to 1e-6).
/// @throws core::InputError  no channel, sizes or priors differ, weights are not a probability.
[[nodiscard]] FiniteChannel mixture(const std::vector<double>& weights,
                                    const std::vector<FiniteChannel>& channels);

/// The channel as the operator A = D_X^{1/2} P D_A^{-1/2}; owns its scaled copy of P.
/// Dense channels multiply through BLAS, sparse ones through CSR and its transpose.
class ChannelOperator final : public LinearOperator {
 public:
  explicit ChannelOperator(const FiniteChannel& channel);
  [[nodiscard]] Index rows() const override;
  [[nodiscard]] Index cols() const override;
  void apply(const Block& v, MutableBlock y) const override;
  void apply_adjoint(const Block& u, MutableBlock z) const override;
  [[nodiscard]] double multiply_adds() const override;
  [[nodiscard]] std::string description() const override;

 private:
  std::variant<Eigen::MatrixXd, SparseMatrix> a_;
  SparseMatrix a_transposed_;  // empty for dense channels
};

}  // namespace eigenviews::kernel
