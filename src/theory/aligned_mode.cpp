#include "theory/aligned_mode.hpp"

#include <cmath>
#include <string_view>

#include "core/errors.hpp"
#include "theory/checks.hpp"

namespace eigenviews::theory {

namespace {

double growth_rate(std::string_view where, double s, double beta) {
  checks::eigenvalue(where, s);
  checks::positive(where, "beta", beta);
  return 2 * (2 * beta - (1 - s));
}

struct Growth {
  double rate = 0;   // a
  double ratio = 0;  // c_inf^2 / c_0^2 > 1
};

Growth growth_to_limit(std::string_view where, double amplitude, double s, double beta) {
  const double a = growth_rate(where, s, beta);
  checks::positive(where, "the amplitude", amplitude);
  const double limit = a / (4 * beta);
  if (!(amplitude * amplitude < limit)) {
    core::reject(where,
                 fmt::format("the amplitude squared must be below the limit {}", limit),
                 amplitude * amplitude);
  }
  return {a, limit / (amplitude * amplitude)};
}

}  // namespace

double mode_energy(double amplitude, double s, double beta, double t) {
  constexpr std::string_view where = "mode_energy";
  const double a = growth_rate(where, s, beta);
  checks::non_negative(where, "the amplitude", amplitude);
  checks::non_negative(where, "the time", t);
  const double start = amplitude * amplitude;
  const double decay = std::exp(-2 * std::abs(a) * t);
  // (1 - e^{-2|a|t}) / (2|a|), at most t
  const double elapsed = a == 0 ? t : -std::expm1(-2 * std::abs(a) * t) / (2 * std::abs(a));
  const double spent = 8 * beta * start * elapsed;
  return a > 0 ? start / (decay + spent) : start * decay / (1 + spent);
}

double half_time(double amplitude, double s, double beta) {
  const Growth growth = growth_to_limit("half_time", amplitude, s, beta);
  return std::log(growth.ratio - 1) / (2 * growth.rate);
}

double switch_on_time(double amplitude, double s, double beta) {
  const Growth growth = growth_to_limit("switch_on_time", amplitude, s, beta);
  return std::log(growth.ratio) / (2 * growth.rate);
}

}  // namespace eigenviews::theory
