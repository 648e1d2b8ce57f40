#include "kernel/basis_functions.hpp"

#include <boost/math/special_functions/spherical_harmonic.hpp>
#include <cmath>

#include "core/errors.hpp"

namespace eigenviews::kernel {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double pi = 3.14159265358979323846;

void require_mode(std::string_view where, Index mode, Index count) {
  if (mode < 0 || mode >= count) {
    core::reject(where, fmt::format("the mode must be in [0, {}]", count - 1), mode);
  }
}

// Adds to f the function that is c on the `before` points from `begin`, -d on the next `here`, with
// mean zero, c before = d here, and (c^2 before + d^2 here) / points = 1.
void add_contrast(VectorXd& f, Index begin, Index before, Index here) {
  const double points = static_cast<double>(f.size());
  const double first = static_cast<double>(before);
  const double second = static_cast<double>(here);
  f.segment(begin, before).setConstant(std::sqrt(points * second / (first * (first + second))));
  f.segment(begin + before, here)
      .setConstant(-std::sqrt(points * first / (second * (first + second))));
}

}  // namespace

Index fourier_wave_number(Index mode) { return (mode + 1) / 2; }

VectorXd fourier_mode(Index n, Index mode, double phase) {
  require_mode("fourier_mode", mode, n);
  const Index k = fourier_wave_number(mode);
  const bool sine = mode > 0 && mode % 2 == 0;
  const bool paired = k > 0 && 2 * k != n;  // k and -k are two modes
  VectorXd f(n);
  for (Index x = 0; x < n; ++x) {
    const double angle = 2 * pi * static_cast<double>(k * x % n) / static_cast<double>(n) - phase;
    f[x] = (paired ? std::sqrt(2.0) : 1.0) * (sine ? std::sin(angle) : std::cos(angle));
  }
  return f;
}

VectorXd cosine_mode(Index n, Index k) {
  require_mode("cosine_mode", k, n);
  VectorXd f(n);
  for (Index i = 0; i < n; ++i) {
    // k pi (i + 1/2) / n = (k (2i + 1) mod 4n) pi / (2n), modulo 2 pi.
    const Index numerator = k * (2 * i + 1) % (4 * n);
    f[i] = (k == 0 ? 1.0 : std::sqrt(2.0)) *
           std::cos(pi * static_cast<double>(numerator) / static_cast<double>(2 * n));
  }
  return f;
}

SphericalMode spherical_mode(Index mode) {
  if (mode < 0) core::reject("spherical_mode", "the mode must be >= 0", mode);
  Index degree = 0;
  while ((degree + 1) * (degree + 1) <= mode) ++degree;
  const Index place = mode - degree * degree;  // 0: m = 0; 2m-1: cosine; 2m: sine
  return {static_cast<unsigned>(degree),
          static_cast<unsigned>((place + 1) / 2),
          place > 0 && place % 2 == 0};
}

VectorXd spherical_harmonic(Index mode, const VectorXd& colatitude, const VectorXd& longitude) {
  const SphericalMode lm = spherical_mode(mode);
  const double scale = std::sqrt((lm.order == 0 ? 4 : 8) * pi);
  const int order = static_cast<int>(lm.order);
  VectorXd around(longitude.size());
  for (Index j = 0; j < longitude.size(); ++j) {
    around[j] = lm.sine ? std::sin(order * longitude[j]) : std::cos(order * longitude[j]);
  }
  VectorXd f(colatitude.size() * longitude.size());
  for (Index i = 0; i < colatitude.size(); ++i) {
    // Y_lm(theta, phi) = Y_lm(theta, 0) e^{i m phi}
    const double meridian =
        boost::math::spherical_harmonic_r(lm.degree, order, colatitude[i], /*phi=*/0.0);
    f.segment(i * longitude.size(), longitude.size()) = scale * meridian * around;
  }
  return f;
}

VectorXd block_mode(const std::vector<Index>& sizes, Index mode) {
  Index points = 0;
  for (const Index size : sizes) {
    if (size < 1) core::reject("block_mode", "block sizes must be >= 1", size);
    points += size;
  }
  require_mode("block_mode", mode, points);
  const Index blocks = static_cast<Index>(sizes.size());
  VectorXd f = VectorXd::Zero(points);
  if (mode == 0) {
    f.setOnes();
    return f;
  }
  if (mode < blocks) {
    Index before = 0;
    for (Index j = 0; j < mode; ++j) before += sizes[static_cast<std::size_t>(j)];
    add_contrast(f, 0, before, sizes[static_cast<std::size_t>(mode)]);
    return f;
  }
  Index skip = mode - blocks;  // a block of size z has z - 1 contrasts inside
  Index begin = 0;
  for (const Index size : sizes) {
    if (skip < size - 1) {
      add_contrast(f, begin, skip + 1, 1);
      break;
    }
    skip -= size - 1;
    begin += size;
  }
  return f;
}

}  // namespace eigenviews::kernel
