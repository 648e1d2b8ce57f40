#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "core/errors.hpp"
#include "kernel/basis_functions.hpp"
#include "kernel/closed_form.hpp"
#include "kernel/quadrature.hpp"
#include "kernel/toys/factor.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel::toys {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double two_pi = 6.28318530717958647692;
constexpr Index max_latitudes = 56;  // (2 * 56^2)^2 entries are the last below max_entries
constexpr Index wanted_degree = 7;   // 8^2 = 64 functions

// An isotropic kernel as a function of the cosine of the distance, up to a factor, and its
// singular values for the degrees 0, 1, ..., 2 max_latitudes.
struct Kernel {
  std::string text;
  std::function<double(double)> value;
  VectorXd sigma;
};

Kernel von_mises_fisher_kernel(double kappa) {
  return {fmt::format("kernel=vmf,kappa={}", kappa),
          [kappa](double cosine) { return std::exp(kappa * (cosine - 1)); },
          closed_form::bessel_ratios(0.5, kappa, 2 * max_latitudes + 1)};
}

// sum_l (2l+1) e^{-l(l+1)t} P_l(cosine). Where the sum is below the rounding of its terms it may
// come out negative; zero is as near to the truth.
Kernel heat_kernel(double t) {
  VectorXd sigma(2 * max_latitudes + 1);
  for (Index l = 0; l < sigma.size(); ++l)
    sigma[l] = std::exp(-static_cast<double>(l * (l + 1)) * t);
  const auto value = [sigma](double cosine) {
    double p_before = 0, p = 1, sum = 0;
    for (Index l = 0; l < sigma.size() && sigma[l] > 0; ++l) {
      const double degree = static_cast<double>(l);
      sum += (2 * degree + 1) * sigma[l] * p;
      const double p_next = ((2 * degree + 1) * cosine * p - degree * p_before) / (degree + 1);
      p_before = p;
      p = p_next;
    }
    return std::max(sum, 0.0);
  };
  return {fmt::format("kernel=heat,t={}", t), value, sigma};
}

// On lat Gauss nodes times 2 lat longitudes, products of harmonics of degrees l + l' < 2 lat are
// integrated exactly; degree l is disturbed by l' >= 2 lat - l only, with weight (2l'+1) sigma_l'.
// True where that is below 1e-13, so that singular values of degree l are good to 1e-12.
bool resolves(const Kernel& kernel, Index latitudes, Index degree) {
  constexpr double tolerance = 1e-13;
  for (Index l = 2 * latitudes - degree; l < kernel.sigma.size(); ++l) {
    if (!(static_cast<double>(2 * l + 1) * kernel.sigma[l] <= tolerance)) return false;
  }
  return degree < latitudes;
}

// P[(i,j), (k,l)] ~ weight_k kernel(cosine of the distance), which depends on j - l only.
FiniteChannel sphere_channel(const Kernel& kernel, const VectorXd& height, const VectorXd& weight) {
  const Index rows = height.size();
  const Index cols = 2 * rows;
  VectorXd rho(rows * cols);
  MatrixXd p(rows * cols, rows * cols);
  for (Index k = 0; k < rows; ++k) {
    rho.segment(k * cols, cols).setConstant(weight[k] / static_cast<double>(cols));
    for (Index i = 0; i < rows; ++i) {
      const double radii = std::sqrt((1 - height[i] * height[i]) * (1 - height[k] * height[k]));
      for (Index turn = 0; turn < cols; ++turn) {
        const double angle = two_pi * static_cast<double>(turn) / static_cast<double>(cols);
        const double entry =
            weight[k] * kernel.value(height[i] * height[k] + radii * std::cos(angle));
        for (Index l = 0; l < cols; ++l) p(i * cols + (l + turn) % cols, k * cols + l) = entry;
      }
    }
  }
  const VectorXd sums = p.rowwise().sum();
  p.array().colwise() /= sums.array();
  return FiniteChannel(std::move(p), std::move(rho));
}

Factor sphere_factor(const Kernel& kernel,
                     const QuadratureRule& north_to_south,
                     const VectorXd& colatitude,
                     const VectorXd& longitude) {
  const Index latitudes = colatitude.size();
  Index degrees = 0;
  while (resolves(kernel, latitudes, degrees)) ++degrees;
  VectorXd sigma(degrees * degrees);
  for (Index l = 0; l < degrees; ++l) sigma.segment(l * l, 2 * l + 1).setConstant(kernel.sigma[l]);
  const ModeFunction harmonic = [colatitude, longitude](Index mode) {
    return spherical_harmonic(mode, colatitude, longitude);
  };
  return {sphere_channel(kernel, north_to_south.nodes, north_to_south.weights),
          std::move(sigma),
          harmonic,
          harmonic};
}

Kernel read_kernel(core::Spec& spec) {
  if (spec.word("kernel", "vmf", {"vmf", "heat"}) == "vmf") {
    return von_mises_fisher_kernel(spec.positive("kappa", 10));
  }
  return heat_kernel(spec.positive("t", 0.1));
}

}  // namespace

Toy make_sphere(core::Spec spec) {
  const Kernel kernel = read_kernel(spec);
  Index needed = wanted_degree + 1;
  while (needed <= max_latitudes && !resolves(kernel, needed, wanted_degree)) ++needed;
  if (needed > max_latitudes) {
    core::reject(
        spec.text(),
        fmt::format("a grid of at most {} latitudes must resolve the noise", max_latitudes),
        kernel.text,
        "use more noise (a smaller kappa or a larger t)");
  }
  const Index latitudes = spec.integer("lat", needed, needed, max_latitudes);
  spec.finish();

  QuadratureRule rule = gauss_legendre(latitudes);
  rule.nodes = rule.nodes.reverse().eval();  // the height z falls from the north pole
  rule.weights = rule.weights.reverse().eval();
  const VectorXd colatitude = rule.nodes.array().acos();
  const VectorXd longitude = periodic_rule(2 * latitudes, two_pi).nodes;
  Domain domain{Domain::Kind::sphere, latitudes, 2 * latitudes, {}};
  domain.coordinates.resize(2 * latitudes * latitudes, 2);
  for (Index i = 0; i < latitudes; ++i) {
    domain.coordinates.col(0).segment(2 * latitudes * i, 2 * latitudes).setConstant(colatitude[i]);
    domain.coordinates.col(1).segment(2 * latitudes * i, 2 * latitudes) = longitude;
  }
  return assemble(fmt::format("sphere,{},lat={}", kernel.text, latitudes),
                  {sphere_factor(kernel, rule, colatitude, longitude)},
                  domain,
                  domain);
}

}  // namespace eigenviews::kernel::toys
