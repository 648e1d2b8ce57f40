#include "theory/water_filling.hpp"

#include <algorithm>

#include "theory/checks.hpp"

namespace eigenviews::theory {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

// sum_{k <= K} (s_k - s_K) grows with K, so the first K that is too dear ends the search.
Index active_modes(const VectorXd& s, double budget, Index most) {
  Index active = 1;
  double spread = 0;
  while (active < most) {
    spread += static_cast<double>(active) * (s[active - 1] - s[active]);
    if (!(spread < budget)) break;
    ++active;
  }
  return active;
}

}  // namespace

WaterFilling unit_variance_minimum(const Eigen::Ref<const VectorXd>& eigenvalues,
                                   double beta,
                                   Index functions) {
  constexpr std::string_view where = "unit_variance_minimum";
  checks::spectrum(where, eigenvalues);
  checks::positive(where, "beta", beta);
  checks::at_least(where, "functions", functions, 1);

  const VectorXd s = checks::descending(eigenvalues);
  const auto d = static_cast<double>(functions);
  WaterFilling result;
  result.active = active_modes(s, 2 * beta * d, std::min(functions, s.size()));
  const auto active = s.head(result.active);
  const double mean = active.mean();
  const double share = d / static_cast<double>(result.active);
  result.level = mean - 2 * beta * share;
  result.second_moments = VectorXd::Zero(s.size());
  // m_k = (s_k - theta) / (2 beta), written so that a large beta does not cancel.
  result.second_moments.head(result.active) = share + (active.array() - mean) / (2 * beta);
  result.loss = result.second_moments.dot(VectorXd(1 - s.array())) +
                beta * (result.second_moments.squaredNorm() - d);
  return result;
}

}  // namespace eigenviews::theory
