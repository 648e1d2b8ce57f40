#include "kernel/linear_operator.hpp"

#include <algorithm>

namespace eigenviews::kernel {

void LinearOperator::apply_normal(const Block& u, MutableBlock y) const {
  Eigen::MatrixXd z(local_cols().size, u.cols());
  apply_adjoint(u, z);
  apply(z, y);
}

Eigen::MatrixXd to_dense(const LinearOperator& op) {
  constexpr Index width = 64;
  const bool by_rows = op.rows() <= op.cols();
  const Index count = by_rows ? op.rows() : op.cols();
  Eigen::MatrixXd dense(op.rows(), op.cols());
  for (Index begin = 0; begin < count; begin += width) {
    const Index size = std::min(width, count - begin);
    Eigen::MatrixXd unit = Eigen::MatrixXd::Zero(count, size);
    unit.middleRows(begin, size).setIdentity();
    if (by_rows) {
      Eigen::MatrixXd block(op.cols(), size);
      op.apply_adjoint(unit, block);
      dense.middleRows(begin, size) = block.transpose();
    } else {
      op.apply(unit, dense.middleCols(begin, size));
    }
  }
  return dense;
}

}  // namespace eigenviews::kernel
