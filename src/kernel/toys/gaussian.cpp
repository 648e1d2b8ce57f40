#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "kernel/closed_form.hpp"
#include "kernel/orthogonal_polynomials.hpp"
#include "kernel/quadrature.hpp"
#include "kernel/toys/factor.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel::toys {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double pi = 3.14159265358979323846;

// In units of the views' own standard deviation, b = a / sqrt(1 + s^2), additive noise is the
// Ornstein-Uhlenbeck channel of correlation r = 1 / sqrt(1 + s^2); so both kinds share one axis.
struct Channel {
  std::string text;        // the kind and its parameter, for the name
  double correlation = 0;  // r, 0 < |r| < 1
  double noise = 0;        // sqrt(1 - r^2)
  double view_scale = 1;   // a = view_scale * b
};

// What a dimension offers: degree of the highest polynomials resolved, defaults, and the largest n
// with n^(2 dim) below max_entries.
struct Offer {
  Index degree;
  double default_r;
  double default_s;
  Index max_nodes;
};

Offer offer_for(Index dim) {
  if (dim == 1) return {31, 0.9, 0.5, 6324};
  if (dim == 2) return {5, 0.8, 0.75, 79};
  return {3, 0.35, 3, 18};
}

// No dimension offers as many nodes; a number that needs more is cut to fit an Index.
constexpr double too_many_nodes = 1e9;

// The function h_n sqrt(density) fills |x| <= 2 sqrt(n) and falls off like a normal density
// outside; 6 more leave a tail that changes the functions by less than 1e-10 and the singular
// values, where it enters in second order, by rounding.
double half_width(Index degree) { return 2 * std::sqrt(static_cast<double>(degree)) + 6; }

// The step h turns a frequency w into 2 pi / h - w too. Functions h_n hold frequencies up to
// sqrt(n), and noise damps w by e^{-(noise w)^2 / 2}: what returns from the first alias of h_n is
// below e^{-7.75^2 / 2} = 1e-13 for h = 2 pi / (sqrt(n) + 7.75 / noise). Products h_n^2 density
// hold frequencies up to half_width / 2, their aliases start at 2 pi / h - half_width / 2, hence
// h <= 2 pi / half_width.
Index uniform_nodes(double noise, Index degree) {
  constexpr double damped = 7.75;
  const double width = half_width(degree);
  const double wanted = std::sqrt(static_cast<double>(degree)) + damped / noise;
  const double step = 2 * pi / std::max(wanted, width);
  return static_cast<Index>(std::min(std::ceil(2 * width / step), too_many_nodes)) + 1;
}

// On n Gauss-Hermite nodes degree k is exact except for its overlap with degrees >= 2n - k, which
// the kernel weights with |r|^(2n-k). At 1e-10 the singular values are off by 1e-13, since the
// error enters them in second order.
Index hermite_nodes(double r, Index degree) {
  const double decay = std::log(1e10) / std::log(1 / std::abs(r));  // infinite at |r| = 1
  const double nodes = std::ceil((static_cast<double>(degree) + decay) / 2);
  return std::max(static_cast<Index>(std::min(nodes, too_many_nodes)), degree + 1);
}

QuadratureRule axis_rule(Index dim, Index n, Index degree) {
  if (dim == 3) return gauss_hermite(n);
  QuadratureRule rule = trapezoid_rule(n, -half_width(degree), half_width(degree));
  rule.weights.array() *= (-rule.nodes.array().square() / 2).exp();
  rule.weights /= rule.weights.sum();
  return rule;
}

// P[x, b] ~ weight(b) p(b|x) / density(b): with weights = step * density this is p(b|x) * step.
Factor axis_factor(const Channel& channel, const QuadratureRule& rule, Index degree) {
  const Index n = rule.nodes.size();
  const double r = channel.correlation;
  const VectorXd log_weight = rule.weights.array().log() + rule.nodes.array().square() / 2;
  MatrixXd p(n, n);
  for (Index x = 0; x < n; ++x) {
    const VectorXd z = (rule.nodes.array() - r * rule.nodes[x]) / channel.noise;
    const VectorXd exponent = log_weight.array() - z.array().square() / 2;
    p.row(x) = (exponent.array() - exponent.maxCoeff()).exp().transpose();
    p.row(x) /= p.row(x).sum();
  }
  const MatrixXd u = orthonormal_polynomials(hermite_recurrence(degree + 1), rule.nodes);
  MatrixXd v = u;
  if (r < 0) {  // T h_n = r^n h_n and sigma_n = |r|^n
    for (Index k = 1; k <= degree; k += 2) v.col(k) = -u.col(k);
  }
  return {FiniteChannel(std::move(p), rule.weights),
          closed_form::expand(closed_form::ornstein_uhlenbeck(r, degree + 1), degree + 1),
          columns_of(u),
          columns_of(std::move(v))};
}

Channel read_channel(core::Spec& spec, const Offer& offer) {
  const std::string kind = spec.word("kind", "ou", {"ou", "additive"});
  if (kind == "ou") {
    const double r = spec.number("r", offer.default_r, -1, 1);
    if (!(std::abs(r) > 0 && std::abs(r) < 1)) {
      core::reject(spec.text(), "0 < |r| < 1 must hold for the correlation r", r);
    }
    return {fmt::format("kind=ou,r={}", r), r, std::sqrt((1 - r) * (1 + r)), 1};
  }
  const double s = spec.positive("s", offer.default_s);
  constexpr double max_noise = 100;  // sigma_1 = 0.01
  if (s > max_noise) core::reject(spec.text(), fmt::format("s must be <= {}", max_noise), s);
  const double scale = std::sqrt(1 + s * s);
  return {fmt::format("kind=additive,s={}", s), 1 / scale, s / scale, scale};
}

}  // namespace

Toy make_gaussian(core::Spec spec) {
  const Index dim = spec.integer("dim", 1, 1, 3);
  const Offer offer = offer_for(dim);
  const Channel channel = read_channel(spec, offer);
  const Index needed = dim == 3 ? hermite_nodes(channel.correlation, offer.degree)
                                : uniform_nodes(channel.noise, offer.degree);
  if (needed > offer.max_nodes) {
    core::reject(
        spec.text(),
        fmt::format("with dim={} a grid of at most {} nodes an axis must resolve the noise",
                    dim,
                    offer.max_nodes),
        channel.text,
        "use more noise (r nearer to 0 or a larger s) or fewer dimensions");
  }
  const Index n = spec.integer("n", needed, needed, offer.max_nodes);
  spec.finish();

  const QuadratureRule rule = axis_rule(dim, n, offer.degree);
  const std::vector<Factor> axes(static_cast<std::size_t>(dim),
                                 axis_factor(channel, rule, offer.degree));
  const Domain flat = dim == 2 ? grid(n, n) : bars();
  return assemble(fmt::format("gaussian,{},dim={},n={}", channel.text, dim, n),
                  axes,
                  dim == 1 ? line(rule.nodes) : flat,
                  dim == 1 ? line(rule.nodes * channel.view_scale) : flat);
}

}  // namespace eigenviews::kernel::toys
