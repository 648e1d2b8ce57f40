#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
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

constexpr Index max_degree = 23;  // 24 functions

// On n Gauss-Laguerre nodes degree k is exact except for its overlap with degrees >= 2n - k, which
// T weights with (1+lambda)^(-(2n-k)/2). At 1e-11 the functions are good to 1e-12 and the
// singular values, where the error enters in second order, to rounding.
Index nodes_needed(double lambda) {
  const double decay = 2 * std::log(1e11) / std::log1p(lambda);
  return std::max(static_cast<Index>(std::ceil((max_degree + decay) / 2)), max_degree + 1);
}

// The last count is six standard deviations above the largest rate; the rest of every row's mass
// is put into it. Joining counts can only lower singular values (data processing), here by less
// than the weight of the largest node, e^{-2n} at most.
//
// It is also far enough for v, which matters where rates are small: by its recurrence the Meixner
// function of degree k oscillates up to (sqrt(k) + sqrt(c (k+alpha)))^2 / (1-c), c = 1 /
// (1+lambda), and falls off exponentially beyond. 7/4 of that leaves < 1e-13 of its norm (1e-9 at
// 3/2).
Index last_count(double largest_rate, double alpha, double lambda) {
  const double from_rates = largest_rate + 6 * std::sqrt(largest_rate) + max_degree + 1;
  const double c = 1 / (1 + lambda);
  const double edge =
      std::pow(std::sqrt(max_degree) + std::sqrt(c * (max_degree + alpha)), 2) / (1 - c);
  return static_cast<Index>(std::ceil(std::max(from_rates, 1.75 * edge)));
}

// p(a|x) = e^{-x} x^a / a!, one row a node x.
MatrixXd poisson_rows(const VectorXd& rates, Index last) {
  MatrixXd p(rates.size(), last + 1);
  for (Index a = 0; a < last; ++a) {
    const double count = static_cast<double>(a);
    p.col(a) = (count * rates.array().log() - rates.array() - boost::math::lgamma(count + 1)).exp();
  }
  for (Index i = 0; i < rates.size(); ++i) {
    p(i, last) = boost::math::gamma_p(static_cast<double>(last), rates[i]);  // P(count >= last)
  }
  return p;
}

}  // namespace

Toy make_gamma_poisson(core::Spec spec) {
  constexpr double least_shape = 0.1;  // below, the first node is too near zero for its weight
  constexpr double most_shape = 50;
  constexpr double least_rate = 0.25;  // below, more nodes are needed than have normal weights
  constexpr double most_rate = 20;     // above, sigma at degree 23 is beyond double precision
  constexpr Index max_nodes = 150;
  const double alpha = spec.number("alpha", 2.3, least_shape, most_shape);
  const double lambda = spec.number("lambda", 0.6, least_rate, most_rate);
  const Index needed = nodes_needed(lambda);
  const Index n = spec.integer("n", needed, needed, max_nodes);
  spec.finish();

  const QuadratureRule rule = gauss_laguerre(n, alpha - 1);  // of y = lambda x
  const VectorXd rates = rule.nodes / lambda;
  const Index last = last_count(rates[n - 1], alpha, lambda);
  Factor factor{
      FiniteChannel(poisson_rows(rates, last), rule.weights),
      closed_form::expand(closed_form::gamma_poisson(lambda, max_degree + 1), max_degree + 1),
      columns_of(
          orthonormal_polynomials(laguerre_recurrence(max_degree + 1, alpha - 1), rule.nodes)),
      columns_of(meixner_polynomials(last + 1, max_degree + 1, alpha, 1 / (1 + lambda)))};
  return assemble(fmt::format("gamma-poisson,alpha={},lambda={},n={}", alpha, lambda, n),
                  {std::move(factor)},
                  line(rates),
                  line(VectorXd::LinSpaced(last + 1, 0, static_cast<double>(last))));
}

}  // namespace eigenviews::kernel::toys
