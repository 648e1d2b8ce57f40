#include "theory/mode_ranges.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "theory/barlow_twins.hpp"
#include "theory/checks.hpp"
#include "theory/minimiser.hpp"

namespace eigenviews::theory {

using checks::Values;
using Eigen::Index;
using Eigen::VectorXd;

namespace {

void require_modes(std::string_view where, Index modes, Index most) {
  if (modes >= 1 && modes <= most) return;
  core::reject(where, fmt::format("modes must be between 1 and {}", most), modes);
}

// t_K < weight <= t_{K+1} from the thresholds of the loss; no upper end for the last mode.
template <class Threshold>
WeightRange between(Threshold&& threshold, Index modes, Index most) {
  WeightRange range;
  range.above = threshold(modes);
  if (modes < most) range.up_to = threshold(modes + 1);
  return range;
}

}  // namespace

VectorXd without_constant(const Values& eigenvalues) {
  constexpr std::string_view where = "without_constant";
  checks::spectrum(where, eigenvalues);
  checks::at_least(where, "the number of eigenvalues", eigenvalues.size(), 2);
  const VectorXd s = checks::descending(eigenvalues);
  if (s[0] < 1 - eigenvalue_slack) {
    core::reject(where, "the largest eigenvalue must be the constant's 1", s[0]);
  }
  return s.tail(s.size() - 1);
}

WeightRange reformulated_range(const Values& eigenvalues, Index modes, Index functions) {
  constexpr std::string_view where = "reformulated_range";
  checks::spectrum(where, eigenvalues);
  checks::functions(where, functions, eigenvalues.size());
  require_modes(where, modes, functions);
  const VectorXd s = checks::descending(eigenvalues);
  return between([&](Index k) { return (1 - s[k - 1]) / 2; }, modes, functions);
}

WeightRange unit_variance_range(const Values& eigenvalues, Index modes, Index functions) {
  constexpr std::string_view where = "unit_variance_range";
  checks::spectrum(where, eigenvalues);
  checks::at_least(where, "functions", functions, 1);
  const Index most = std::min(functions, eigenvalues.size());
  require_modes(where, modes, most);
  const VectorXd s = checks::descending(eigenvalues);
  const auto threshold = [&](Index k) {
    return (s.head(k).array() - s[k - 1]).sum() / (2 * static_cast<double>(functions));
  };
  return between(threshold, modes, most);
}

WeightRange barlow_twins_range(const Values& eigenvalues, Index modes, Index functions) {
  const auto threshold = [&](Index k) { return barlow_twins_threshold(eigenvalues, k, functions); };
  return between(threshold, modes, std::min(functions, eigenvalues.size()));
}

}  // namespace eigenviews::theory
