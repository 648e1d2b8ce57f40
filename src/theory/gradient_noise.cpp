#include "theory/gradient_noise.hpp"

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

double collapsed_variance(double s, double beta, double noise) {
  constexpr std::string_view where = "collapsed_variance";
  checks::eigenvalue(where, s);
  checks::positive(where, "beta", beta);
  checks::non_negative(where, "the noise", noise);
  const double decay = 2 * ((1 - s) - 2 * beta);
  if (!(decay > 0)) core::reject(where, "the mode must decay, 1 - s > 2 beta", s);
  return noise * noise / (2 * decay);
}

}  // namespace eigenviews::theory
