#include "theory/loss_modes.hpp"

#include <algorithm>

#include "theory/barlow_twins.hpp"
#include "theory/minimiser.hpp"
#include "theory/water_filling.hpp"

namespace eigenviews::theory {

using Eigen::Index;
using Eigen::VectorXd;

std::optional<Index> kept_modes(const std::string& loss,
                                const Eigen::Ref<const VectorXd>& eigenvalues,
                                double beta,
                                Index functions) {
  if (loss == "spectral") beta = 0.5;
  if (loss == "reformulated" || loss == "spectral") {
    return reformulated_minimum(eigenvalues, beta, std::min<Index>(functions, eigenvalues.size()))
        .effective_dim;
  }
  if (loss == "vicreg") return unit_variance_minimum(eigenvalues, beta, functions).active;
  if (loss == "barlow-twins" && beta <= 1) {
    return barlow_twins_minimum(eigenvalues, beta, functions).active;
  }
  return std::nullopt;
}

std::optional<WeightRange> keeps_all_modes(const std::string& loss,
                                           const Eigen::Ref<const VectorXd>& eigenvalues,
                                           Index functions) {
  const Index positive = (eigenvalues.array() > 0).count();
  const Index modes = std::min(functions, positive);
  if (modes == 0) return std::nullopt;
  const Index listed = std::min<Index>(functions, eigenvalues.size());
  if (loss == "reformulated") return reformulated_range(eigenvalues, modes, listed);
  if (loss == "spectral") return WeightRange{0, 0.5};
  if (loss == "vicreg") return unit_variance_range(eigenvalues, modes, functions);
  if (loss == "barlow-twins") {
    const WeightRange range = barlow_twins_range(eigenvalues, modes, functions);
    if (range.above < 1) return range;
  }
  return std::nullopt;
}

}  // namespace eigenviews::theory
