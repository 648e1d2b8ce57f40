#pragma once

#include <Eigen/Core>

#include "kernel/linear_operator.hpp"

namespace eigenviews::solver {

using Eigen::Index;

/// A real symmetric positive semi-definite map, given by products with blocks.
class SymmetricOperator {
 public:
  virtual ~SymmetricOperator() = default;
  [[nodiscard]] virtual Index size() const = 0;
  /// y = B x, both size() x b.
  virtual void apply(const Eigen::Ref<const Eigen::MatrixXd>& x,
                     Eigen::Ref<Eigen::MatrixXd> y) const = 0;
  /// Columns multiplied so far.
  [[nodiscard]] Index applications() const { return applications_; }

 protected:
  mutable Index applications_ = 0;
};

/// B = A A^T of an operator with rows() <= cols(); refers to `a`, which must outlive it.
class NormalOperator final : public SymmetricOperator {
 public:
  explicit NormalOperator(const kernel::LinearOperator& a) : a_(a) {}
  [[nodiscard]] Index size() const override { return a_.rows(); }
  void apply(const Eigen::Ref<const Eigen::MatrixXd>& x,
             Eigen::Ref<Eigen::MatrixXd> y) const override {
    applications_ += x.cols();
    a_.apply_normal(x, y);
  }

 private:
  const kernel::LinearOperator& a_;
};

/// (I - U U^T) B (I - U U^T) for U with orthonormal columns; refers to both.
class DeflatedOperator final : public SymmetricOperator {
 public:
  DeflatedOperator(const SymmetricOperator& b, const Eigen::MatrixXd& u) : b_(b), u_(u) {}
  [[nodiscard]] Index size() const override { return b_.size(); }
  void apply(const Eigen::Ref<const Eigen::MatrixXd>& x,
             Eigen::Ref<Eigen::MatrixXd> y) const override {
    applications_ += x.cols();
    const Eigen::MatrixXd projected = x - u_ * (u_.transpose() * x);
    b_.apply(projected, y);
    const Eigen::MatrixXd overlap = u_.transpose() * y;
    y.noalias() -= u_ * overlap;
  }

 private:
  const SymmetricOperator& b_;
  const Eigen::MatrixXd& u_;
};

}  // namespace eigenviews::solver
