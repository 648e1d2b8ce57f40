#include "solver/rayleigh_ritz.hpp"

#include "solver/lapack.hpp"

namespace eigenviews::solver {

SingularTriples rayleigh_ritz(const kernel::LinearOperator& a, const Eigen::MatrixXd& u) {
  const Index q = u.cols();
  Eigen::MatrixXd w(a.cols(), q);
  a.apply_adjoint(u, w);               // W = A^T U
  const ThinQr qr = thin_qr(w);        // W = V R
  const ThinSvd svd = thin_svd(qr.r);  // R = X Sigma Y^T

  SingularTriples triples;
  triples.sigma = svd.sigma;
  triples.u = u * svd.v;
  triples.v = qr.q * svd.u;

  const Eigen::MatrixXd adjoint_error = w * svd.v - triples.v * svd.sigma.asDiagonal();
  Eigen::MatrixXd forward_error(a.rows(), q);
  a.apply(triples.v, forward_error);
  forward_error -= triples.u * svd.sigma.asDiagonal();
  triples.residuals = forward_error.colwise().norm().cwiseMax(adjoint_error.colwise().norm());
  triples.operator_applications = 2 * q;
  return triples;
}

}  // namespace eigenviews::solver
