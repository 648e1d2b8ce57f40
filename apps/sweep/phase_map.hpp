#pragma once

#include <string>
#include <vector>

#include "sweep/settings.hpp"

// The theory beside the measurement, over beta and d.
namespace eigenviews::apps {

/// Active modes over (beta, d), measured and from the closed form, as "measured (predicted)"; a
/// line parts the cells whose prediction is d from the others. Empty with fewer than two beta and
/// two d.
[[nodiscard]] std::string phase_map_svg(const std::vector<Setting>& settings,
                                        const std::string& loss,
                                        double views);

/// A power law y = c x^p through points with positive coordinates, by least squares in logarithms.
struct PowerFit {
  double factor = NAN, exponent = NAN;
};
/// @returns NaN with fewer than two different x.
[[nodiscard]] PowerFit fit_power(const std::vector<double>& x, const std::vector<double>& y);

/// The best beta for each d, its power law, and the beta above which the closed form keeps all
/// modes. Empty with fewer than two beta and two d.
[[nodiscard]] std::string beta_rule_svg(const std::vector<Setting>& settings,
                                        const std::string& loss,
                                        bool by_accuracy);

}  // namespace eigenviews::apps
