#include "theory/mixture_error.hpp"

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

namespace {

void require_between(std::string_view where,
                     std::string_view name,
                     double value,
                     double low,
                     double high) {
  constexpr double rounding = 1e-9;
  if (value >= low * (1 - rounding) && value <= high * (1 + rounding)) return;
  core::reject(where, fmt::format("{} must be in [{}, {}]", name, low, high), value);
}

}  // namespace

double plain_mixture_error(Eigen::Index originals,
                           double fourth,
                           double b_square,
                           Eigen::Index draws) {
  constexpr std::string_view where = "plain_mixture_error";
  checks::at_least(where, "originals", originals, 1);
  checks::at_least(where, "draws", draws, 1);
  const double square = static_cast<double>(originals) * static_cast<double>(originals);
  require_between(where, "E |r|^4", fourth, 1 / square, 1);
  require_between(where, "|B|^2", b_square, 1, square * fourth);
  return (square * fourth - b_square) / static_cast<double>(draws);
}

}  // namespace eigenviews::theory
