#include "theory/riccati.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

using checks::Matrix;
using checks::Values;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double growth_of_a_part = 4;

void require_flow(std::string_view where, const Matrix& w, const Values& s, double t) {
  checks::shape(where, "W", w, s.size(), w.cols());
  checks::non_negative(where, "the time", t);
}

VectorXd rates(std::string_view where, const Values& s, double beta) {
  checks::spectrum(where, s);
  checks::positive(where, "beta", beta);
  return 2 * (2 * beta - (1 - s.array()));
}

// (e^{2 a t} - 1) / (2 a)
double integrated_growth(double a, double t) {
  const double exponent = 2 * a * t;
  return exponent == 0 ? t : t * std::expm1(exponent) / exponent;
}

MatrixXd advance(const MatrixXd& w, const VectorXd& a, double beta, double h) {
  const Index d = w.cols();
  const VectorXd weights =
      a.unaryExpr([&](double a_i) { return std::sqrt(8 * beta * integrated_growth(a_i, h)); });
  MatrixXd n(d + w.rows(), d);  // N = [I; (8 beta J)^{1/2} W]
  n << MatrixXd::Identity(d, d), weights.asDiagonal() * w;
  const Eigen::HouseholderQR<MatrixXd> qr(n);
  const MatrixXd grown = (h * a).array().exp().matrix().asDiagonal() * w;
  return qr.matrixQR().topRows(d).triangularView<Eigen::Upper>().solve<Eigen::OnTheRight>(grown);
}

}  // namespace

VectorXd growth_rates(const Values& eigenvalues, double beta) {
  return rates("growth_rates", eigenvalues, beta);
}

MatrixXd riccati_step(const Matrix& w, const Values& eigenvalues, double beta, double h) {
  constexpr std::string_view where = "riccati_step";
  const VectorXd a = rates(where, eigenvalues, beta);
  require_flow(where, w, eigenvalues, h);
  const Index parts = checks::parts_of(where, a.cwiseAbs().maxCoeff() * h, growth_of_a_part);
  const double h_of_a_part = h / static_cast<double>(parts);
  MatrixXd result = w;
  for (Index part = 0; part < parts; ++part) result = advance(result, a, beta, h_of_a_part);
  return result;
}

MatrixXd riccati_second_moment(const Matrix& w, const Values& eigenvalues, double beta, double t) {
  constexpr std::string_view where = "riccati_second_moment";
  const VectorXd a = rates(where, eigenvalues, beta);
  require_flow(where, w, eigenvalues, t);
  const VectorXd sorted = checks::descending(a);
  const double spread = (sorted[0] - sorted[std::min(w.cols(), sorted.size()) - 1]) * t;
  if (!(spread <= 18)) {
    core::reject(where, "(a_1 - a_d) t must be at most 18", spread, "use riccati_step");
  }
  const double growth = a.cwiseAbs().maxCoeff() * t;
  if (!(growth <= 350)) {
    core::reject(where, "max |a_i| t must be at most 350", growth, "use riccati_step");
  }
  const MatrixXd moved = advance(w, a, beta, t);
  return moved * moved.transpose();
}

}  // namespace eigenviews::theory
