#include "solver/cka.hpp"

#include <limits>

#include "solver/weighted_space.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// D_w^{1/2} (F - mean), scaled to Frobenius norm 1; empty where F is constant.
MatrixXd unit_centred(const Eigen::Ref<const MatrixXd>& f, const Eigen::Ref<const VectorXd>& w) {
  const double largest = f.cwiseAbs().maxCoeff();
  if (!(largest > 0)) return {};
  const VectorXd root = w.cwiseSqrt();
  const MatrixXd scaled = f / largest;  // no overflow in the squares below
  MatrixXd unit = root.asDiagonal() * centred(scaled, w);
  const double norm = unit.norm();
  const double cutoff = static_cast<double>(f.rows()) * std::numeric_limits<double>::epsilon();
  if (!(norm > cutoff * (root.asDiagonal() * scaled).norm())) return {};
  unit /= norm;
  return unit;
}

}  // namespace

double linear_cka(const Eigen::Ref<const MatrixXd>& f,
                  const Eigen::Ref<const MatrixXd>& g,
                  const Eigen::Ref<const VectorXd>& weights) {
  require_functions("linear_cka", "f", f, weights.size());
  require_functions("linear_cka", "g", g, weights.size());
  require_probability("linear_cka", weights);
  const MatrixXd a = unit_centred(f, weights);
  const MatrixXd b = unit_centred(g, weights);
  if (a.size() == 0 || b.size() == 0) return std::numeric_limits<double>::quiet_NaN();
  const MatrixXd ab = a.transpose() * b, aa = a.transpose() * a, bb = b.transpose() * b;
  return ab.squaredNorm() / (aa.norm() * bb.norm());
}

}  // namespace eigenviews::solver
