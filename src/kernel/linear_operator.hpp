#pragma once

#include <Eigen/Core>
#include <string>

namespace eigenviews::kernel {

using Eigen::Index;
using Block = Eigen::Ref<const Eigen::MatrixXd>;
using MutableBlock = Eigen::Ref<Eigen::MatrixXd>;

/// A contiguous range of indices, [begin, begin + size).
struct IndexRange {
  Index begin = 0;
  Index size = 0;
};

/// A real linear map given by its products with blocks of vectors: all that a solver may see.
///
/// For an augmentation channel it is A = D_X^{1/2} P D_A^{-1/2} (docs/theory.md, section 1), the
/// operator T in L2 coordinates: rows are originals, columns are views, all singular values lie in
/// [0, 1], and its singular vectors are D_X^{1/2} u and D_A^{1/2} v.
///
/// Rows and columns may be spread over processes. Then each process holds the ranges local_rows()
/// and local_cols(), the blocks passed to it have that many rows, and every process calls the
/// products together; that is what a PETSc shell matrix asks for. On one process both ranges are
/// everything, which is what the defaults say.
///
/// Blocks are column-major; b is any number of columns >= 1. Implementations are immutable after
/// construction, and products may be called from one thread at a time (they use threads inside).
class LinearOperator {
 public:
  virtual ~LinearOperator() = default;

  [[nodiscard]] virtual Index rows() const = 0;
  [[nodiscard]] virtual Index cols() const = 0;
  [[nodiscard]] virtual IndexRange local_rows() const { return {0, rows()}; }
  [[nodiscard]] virtual IndexRange local_cols() const { return {0, cols()}; }

  /// y = A v.   v is cols x b, y is rows x b.
  virtual void apply(const Block& v, MutableBlock y) const = 0;
  /// z = A^T u. u is rows x b, z is cols x b.
  virtual void apply_adjoint(const Block& u, MutableBlock z) const = 0;
  /// y = A A^T u, both rows x b. Operators that make tiles of A on the fly do it in one sweep.
  virtual void apply_normal(const Block& u, MutableBlock y) const;

  /// Multiply-adds of one product with one vector; a solver's cost model uses it.
  [[nodiscard]] virtual double multiply_adds() const {
    return static_cast<double>(rows()) * static_cast<double>(cols());
  }
  /// Work beside the products in every sweep over A (tiles recomputed), in multiply-adds.
  [[nodiscard]] virtual double sweep_overhead() const { return 0; }
  /// Relative accuracy of one product: epsilon of the scalar type in which it is computed.
  [[nodiscard]] virtual double product_epsilon() const { return 0x1p-52; }
  /// The same operator with products in single precision, cheaper than this one, or nullptr.
  /// A solver may use it for the bulk of its steps; it lives as long as this operator.
  [[nodiscard]] virtual const LinearOperator* single_precision() const { return nullptr; }
  /// One phrase for reports, for example "dense 3000 x 24000, double precision".
  [[nodiscard]] virtual std::string description() const = 0;
};

/// A^T as an operator; refers to `op`, which must outlive it.
class TransposedOperator final : public LinearOperator {
 public:
  explicit TransposedOperator(const LinearOperator& op) : op_(op) {}
  [[nodiscard]] Index rows() const override { return op_.cols(); }
  [[nodiscard]] Index cols() const override { return op_.rows(); }
  [[nodiscard]] IndexRange local_rows() const override { return op_.local_cols(); }
  [[nodiscard]] IndexRange local_cols() const override { return op_.local_rows(); }
  void apply(const Block& v, MutableBlock y) const override { op_.apply_adjoint(v, y); }
  void apply_adjoint(const Block& u, MutableBlock z) const override { op_.apply(u, z); }
  [[nodiscard]] double multiply_adds() const override { return op_.multiply_adds(); }
  [[nodiscard]] double sweep_overhead() const override { return op_.sweep_overhead(); }
  [[nodiscard]] double product_epsilon() const override { return op_.product_epsilon(); }
  [[nodiscard]] std::string description() const override {
    return "transpose of " + op_.description();
  }

 private:
  const LinearOperator& op_;
};

/// Every entry of the operator, by products with unit vectors. For small operators and tests.
/// Cost: min(rows, cols) products with vectors, rows x cols memory.
[[nodiscard]] Eigen::MatrixXd to_dense(const LinearOperator& op);

}  // namespace eigenviews::kernel
