#include <algorithm>
#include <boost/math/special_functions/binomial.hpp>
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

// x = (1+t)/2 carries Beta(alpha, beta) when t has the density (1-t)^(beta-1) (1+t)^(alpha-1).
// T sends a polynomial of degree n in a to one of degree n in x with a positive leading factor, and
// n >= N+1 nodes integrate degree 2N exactly: the finite channel has the closed form itself.
Factor beta_binomial_factor(double alpha, double beta, Index trials, const QuadratureRule& rule) {
  const Index n = rule.nodes.size();
  MatrixXd p(n, trials + 1);
  for (Index a = 0; a <= trials; ++a) {
    const double ways = boost::math::binomial_coefficient<double>(static_cast<unsigned>(trials),
                                                                  static_cast<unsigned>(a));
    const double heads = static_cast<double>(a);
    const double tails = static_cast<double>(trials - a);
    p.col(a) = ways * ((1 + rule.nodes.array()) / 2).pow(heads) *
               ((1 - rule.nodes.array()) / 2).pow(tails);
  }
  return {FiniteChannel(std::move(p), rule.weights),
          closed_form::expand(closed_form::beta_binomial(alpha, beta, trials), trials + 1),
          columns_of(orthonormal_polynomials(jacobi_recurrence(trials + 1, beta - 1, alpha - 1),
                                             rule.nodes)),
          columns_of(hahn_polynomials(trials, alpha, beta))};
}

}  // namespace

Toy make_beta_binomial(core::Spec spec) {
  constexpr double least = 0.1;  // below, nodes crowd at the ends closer than rounding
  constexpr double most = 50;    // above, rho_A spans more than doubles can at N = 200
  constexpr Index max_trials = 200;
  constexpr Index max_nodes = 1000;
  const double alpha = spec.number("alpha", 1.7, least, most);
  const double beta = spec.number("beta", 0.8, least, most);
  const Index trials = spec.integer("N", 20, 1, max_trials);
  const Index n = spec.integer("n", std::max<Index>(64, trials + 1), trials + 1, max_nodes);
  spec.finish();

  const QuadratureRule rule = gauss_jacobi(n, beta - 1, alpha - 1);
  const VectorXd counts = VectorXd::LinSpaced(trials + 1, 0, static_cast<double>(trials));
  return assemble(fmt::format("beta-binomial,alpha={},beta={},N={},n={}", alpha, beta, trials, n),
                  {beta_binomial_factor(alpha, beta, trials, rule)},
                  line((1 + rule.nodes.array()) / 2),
                  line(counts));
}

}  // namespace eigenviews::kernel::toys
