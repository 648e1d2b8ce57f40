#include <fmt/format.h>

#include <cmath>

#include "kernel/closed_form.hpp"
#include "kernel/toys/cycle.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel::toys {

namespace {

using Eigen::VectorXcd;
using Eigen::VectorXd;

constexpr double pi = 3.14159265358979323846;

// h uniform on 0..w-1: qhat(k) = e^{i pi k (w-1)/n} sin(pi k w/n) / (w sin(pi k/n)).
Factor window_factor(Index n, Index w) {
  VectorXd weights = VectorXd::Zero(n);
  weights.head(w).setConstant(1 / static_cast<double>(w));
  const double size = static_cast<double>(n);
  VectorXcd coefficients(n);
  for (Index k = 0; k < n; ++k) {
    // |sin| drops the sign of sin(pi k w/n): negative where k w / n lies in an odd period.
    const double sign = k * w / n % 2 == 0 ? 1 : -1;
    const double phase = pi * static_cast<double>(k * (w - 1) % (2 * n)) / size;
    coefficients[k] = closed_form::uniform_window(k, n, w) * sign * std::polar(1.0, phase);
  }
  return cycle_factor(weights, coefficients);
}

Factor asymmetric_factor(Index n, Index w, double ratio) {
  VectorXd weights = VectorXd::Zero(n);
  for (Index h = 0; h < w; ++h) weights[h] = std::pow(ratio, static_cast<double>(h));
  weights /= weights.sum();
  return cycle_factor(weights, closed_form::cyclic_coefficients(weights));
}

}  // namespace

Toy make_cyclic(core::Spec spec) {
  constexpr Index max_states = 6324;  // its square is the last below max_entries
  const std::string kernel = spec.word("kernel", "window", {"window", "asymmetric"});
  const Index n = spec.integer("n", 24, 2, max_states);
  const Index w = spec.integer("w", std::min<Index>(5, n), 1, n);
  if (kernel == "window") {
    spec.finish();
    return assemble(fmt::format("cyclic,kernel=window,n={},w={}", n, w),
                    {window_factor(n, w)},
                    circle(n),
                    circle(n));
  }
  const double ratio = spec.number("ratio", 0.5, 0, 1);
  spec.finish();
  return assemble(fmt::format("cyclic,kernel=asymmetric,n={},w={},ratio={}", n, w, ratio),
                  {asymmetric_factor(n, w, ratio)},
                  circle(n),
                  circle(n));
}

}  // namespace eigenviews::kernel::toys
