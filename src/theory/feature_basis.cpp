#include "theory/feature_basis.hpp"

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

void require_basis(std::string_view where, const Matrix& g, const Matrix& m, double beta) {
  checks::shape(where, "G", g, g.rows(), g.rows());
  checks::shape(where, "M", m, g.rows(), g.rows());
  checks::positive(where, "beta", beta);
}

void require_modes(std::string_view where, const TwoModes& modes) {
  checks::eigenvalue(where, modes.s_1);
  checks::eigenvalue(where, modes.s_2);
  checks::positive(where, "gamma_1", modes.gamma_1);
  checks::positive(where, "gamma_2", modes.gamma_2);
  if (!(modes.s_1 > modes.s_2 && modes.gamma_2 > modes.gamma_1)) {
    core::reject(where,
                 "s_1 > s_2 and gamma_2 > gamma_1 must hold",
                 fmt::format("s {} and {}, gamma {} and {}",
                             modes.s_1,
                             modes.s_2,
                             modes.gamma_1,
                             modes.gamma_2));
  }
}

double critical_beta(const TwoModes& modes) {
  return (modes.gamma_2 * (1 - modes.s_2) - modes.gamma_1 * (1 - modes.s_1)) /
         (2 * (modes.gamma_2 - modes.gamma_1));
}

}  // namespace

MatrixXd feature_flow(const Matrix& x, const Matrix& g, const Matrix& m, double beta) {
  constexpr std::string_view where = "feature_flow";
  require_basis(where, g, m, beta);
  checks::shape(where, "X", x, g.rows(), x.cols());
  const MatrixXd gx = g * x;
  return 2 * ((2 * beta - 1) * gx + m * x) - 4 * beta * gx * (x.transpose() * gx);
}

MatrixXd linear_phase_matrix(const Matrix& g, const Matrix& m, double beta) {
  require_basis("linear_phase_matrix", g, m, beta);
  return (2 * beta - 1) * g + m;
}

std::vector<Index> learning_order(const Values& gammas, const Values& eigenvalues, double beta) {
  constexpr std::string_view where = "learning_order";
  checks::spectrum(where, eigenvalues);
  checks::shape(where, "gamma", gammas, eigenvalues.size(), 1);
  checks::positive(where, "the smallest gamma", gammas.minCoeff());
  checks::positive(where, "beta", beta);
  const VectorXd rates = gammas.array() * (2 * beta - (1 - eigenvalues.array()));
  std::vector<Index> order;
  for (Index i = 0; i < rates.size(); ++i) {
    if (rates[i] > 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) {
    return rates[i] > rates[j];
  });
  return order;
}

double misorder_beta(const TwoModes& modes) {
  require_modes("misorder_beta", modes);
  return critical_beta(modes);
}

double switch_time(const TwoModes& modes, double beta, double amplitude) {
  constexpr std::string_view where = "switch_time";
  require_modes(where, modes);
  checks::positive(where, "beta", beta);
  checks::positive(where, "the amplitude", amplitude);
  const double critical = critical_beta(modes);
  if (!(beta > critical)) {
    core::reject(where, fmt::format("beta must be above beta* = {}", critical), beta);
  }
  const double rate_1 = modes.gamma_1 * 2 * (2 * beta - (1 - modes.s_1));  // gamma_1 a_1
  const double rate_2 = modes.gamma_2 * 2 * (2 * beta - (1 - modes.s_2));  // gamma_2 a_2
  const double c_2 = std::sqrt(std::max(0.0, rate_2 / (4 * beta * modes.gamma_2)));
  if (!(amplitude < c_2)) {
    core::reject(where, fmt::format("the amplitude must be below c_2 = {}", c_2), amplitude);
  }
  const double log_growth = std::log(c_2 / amplitude);
  // ln(c_2/w_1) = (1 - gamma_1 a_1/(gamma_2 a_2)) ln(c_2/c_0)
  const double log_ratio = (1 - rate_1 / rate_2) * log_growth;
  return log_growth / rate_2 + log_ratio / (2 * modes.gamma_1 * (modes.s_1 - modes.s_2));
}

}  // namespace eigenviews::theory
