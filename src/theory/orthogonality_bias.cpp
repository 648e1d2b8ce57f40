#include "theory/orthogonality_bias.hpp"

#include "theory/checks.hpp"

namespace eigenviews::theory {

using Eigen::Index;

double orthogonality_bias(const OrthogonalityMoments& moments, Index originals, Index views) {
  constexpr std::string_view where = "orthogonality_bias";
  checks::non_negative(where, "E |f|^4", moments.fourth);
  checks::non_negative(where, "E (f . f')^2", moments.pair_square);
  checks::non_negative(where, "|C|^2", moments.c_square);
  checks::at_least(where, "originals", originals, 1);
  checks::at_least(where, "views", views, 1);
  const double share = 1 / static_cast<double>(views);
  return (share * moments.fourth + (1 - share) * moments.pair_square - moments.c_square) /
         static_cast<double>(originals);
}

double centred_orthogonality_bias(const CentralMoments& moments, Index samples) {
  constexpr std::string_view where = "centred_orthogonality_bias";
  checks::non_negative(where, "E |f - mu|^4", moments.fourth);
  checks::non_negative(where, "tr R", moments.trace);
  checks::non_negative(where, "|R|^2", moments.r_square);
  checks::at_least(where, "samples", samples, 2);
  const auto n = static_cast<double>(samples);
  const double trace_square = moments.trace * moments.trace;
  return (moments.fourth - trace_square - 2 * moments.r_square) / n +
         (trace_square + moments.r_square) / (n - 1);
}

}  // namespace eigenviews::theory
