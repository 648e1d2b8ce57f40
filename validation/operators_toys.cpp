// V3: the toys with closed forms, through the channel, the solver and the comparison of spaces.
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "kernel/closed_form.hpp"
#include "kernel/quadrature.hpp"
#include "solver/captured_energy.hpp"
#include "solver/solve.hpp"
#include "validation/operators_claims.hpp"
#include "validation/toy_rows.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::Level;
using kernel::Toy;

constexpr double quadrature = 1e-12;  // what kernel::Toy promises of its singular values

// max over levels of 1 - captured energy of the exact functions in the space that was solved for.
double missed_energy(const MatrixXd& solved,
                     const MatrixXd& exact,
                     const std::vector<Level>& levels,
                     const VectorXd& weights) {
  double missed = 0;
  Index begin = 0;
  for (const Level& level : levels) {
    const Index count = level.multiplicity;
    std::vector<Index> cluster;
    for (Index i = 0; i < count; ++i) cluster.push_back(i);
    const auto energy =
        solver::captured_energy(solved.middleCols(begin, count),
                                exact.middleCols(begin, count),
                                VectorXd::Constant(count, level.sigma * level.sigma),
                                {cluster},
                                weights,
                                count);
    missed = std::max(missed, 1 - energy.clusters.front().captured);
    begin += count;
  }
  return missed;
}

Index wrong_multiplicities(const std::vector<std::vector<Index>>& clusters,
                           const std::vector<Level>& levels) {
  Index wrong = std::abs(std::ssize(clusters) - std::ssize(levels));
  for (std::size_t c = 0; c < std::min(clusters.size(), levels.size()); ++c) {
    if (std::ssize(clusters[c]) != levels[c].multiplicity) ++wrong;
  }
  return wrong;
}

// Levels of kernel::closed_form that differ from those written out, among as many.
Index wrong_levels(const std::vector<Level>& listed, const std::vector<Level>& levels) {
  Index wrong = std::max<Index>(0, std::ssize(levels) - std::ssize(listed));
  for (std::size_t k = 0; k < std::min(listed.size(), levels.size()); ++k) {
    const bool same = listed[k].multiplicity == levels[k].multiplicity &&
                      std::abs(listed[k].sigma - levels[k].sigma) <= rounding;
    if (!same) ++wrong;
  }
  return wrong;
}

solver::SingularTriples solved(const Toy& toy, Index count) {
  return solver::solve(kernel::ChannelOperator(toy.channel), {.k = count});
}

void measure_functions(const ToyRow& row,
                       const Toy& toy,
                       const solver::SingularTriples& triples,
                       Outcome& outcome) {
  const VectorXd& rho_x = toy.channel.rho_x();
  const VectorXd& rho_a = toy.channel.rho_a();
  const Index count = count_of(row.levels);
  const MatrixXd u = rho_x.cwiseSqrt().cwiseInverse().asDiagonal() * triples.u;
  const MatrixXd v = rho_a.cwiseSqrt().cwiseInverse().asDiagonal() * triples.v;
  double missed = std::max(missed_energy(u, toy.exact_u(count), row.levels, rho_x),
                           missed_energy(v, toy.exact_v(count), row.levels, rho_a));
  if (row.functions) {
    const SingularFunctions exact = row.functions(toy);
    missed = std::max({missed,
                       missed_energy(u, exact.u, row.levels, rho_x),
                       missed_energy(v, exact.v, row.levels, rho_a)});
    const MatrixXd image =
        toy.channel.forward(exact.v) - exact.u * written_out(row.levels).asDiagonal();
    outcome.near(row.toy + ": largest |T v - sigma u|",
                 (rho_x.cwiseSqrt().asDiagonal() * image).colwise().norm().maxCoeff(),
                 0,
                 row.tolerance);
  }
  outcome.near(row.toy + ": largest part of an eigenspace missed", missed, 0, quadrature);
}

void measure_row(const ToyRow& row, Outcome& outcome) {
  if (!row.listed.empty()) {
    outcome.near(row.toy + ": levels of kernel::closed_form that differ",
                 static_cast<double>(wrong_levels(row.listed, row.levels)),
                 0,
                 0);
  }
  const Toy toy = kernel::make_toy(row.toy);
  const Index count = count_of(row.levels);
  const VectorXd exact = written_out(row.levels);
  const solver::SingularTriples triples = solved(toy, count);
  outcome.near(row.toy + ": multiplicities that differ",
               static_cast<double>(wrong_multiplicities(triples.clusters, row.levels)),
               0,
               0);
  if (triples.sigma.size() < count || toy.exact_sigma.size() < count) {
    outcome.at_least(row.toy + ": singular values found",
                     static_cast<double>(std::min(triples.sigma.size(), toy.exact_sigma.size())),
                     static_cast<double>(count));
    return;
  }
  outcome.near(row.toy + ": largest error of sigma",
               (triples.sigma.head(count) - exact).cwiseAbs().maxCoeff(),
               0,
               quadrature + rounding);
  outcome.near(row.toy + ": largest error of the toy's own list",
               (toy.exact_sigma.head(count) - exact).cwiseAbs().maxCoeff(),
               0,
               rounding);
  measure_functions(row, toy, triples, outcome);
  outcome.curves.push_back({.label = row.toy,
                            .x_label = "index",
                            .y_label = "sigma",
                            .x = VectorXd::LinSpaced(count, 1, static_cast<double>(count)),
                            .predicted = exact,
                            .measured = triples.sigma.head(count)});
}

// Row i-c with unequal axes: r_i^2 are the eigenvalues of Sigma (Sigma + Gamma)^{-1}, here from its
// trace and determinant, and sigma are all products of powers of r_1 and r_2.
void measure_anisotropic(Outcome& outcome) {
  const Eigen::Matrix2d sigma{{2, 0.6}, {0.6, 0.7}}, gamma{{0.5, -0.1}, {-0.1, 0.3}};
  const Eigen::Matrix2d quotient = sigma * (sigma + gamma).inverse();
  const double half = quotient.trace() / 2;
  const double root = std::sqrt(half * half - quotient.determinant());
  const Eigen::Vector2d exact(std::sqrt(half + root), std::sqrt(half - root));
  const VectorXd r = kernel::closed_form::canonical_correlations(sigma, gamma);
  outcome.near("canonical correlations of two axes: largest error",
               (r - exact).cwiseAbs().maxCoeff(),
               0,
               rounding);
  std::vector<double> products;
  for (int i = 0; i < 40; ++i) {
    for (int j = 0; j < 40; ++j) products.push_back(std::pow(exact[0], i) * std::pow(exact[1], j));
  }
  std::sort(products.rbegin(), products.rend());
  const VectorXd listed = kernel::closed_form::expand(kernel::closed_form::gaussian(r, 20), 20);
  outcome.near("products of their powers: largest error",
               (listed - Eigen::Map<VectorXd>(products.data(), 20)).cwiseAbs().maxCoeff(),
               0,
               rounding);
}

Outcome toys_have_their_spectra(const Context& context) {
  Outcome outcome;
  std::vector<std::string> without = kernel::toy_names();
  for (const ToyRow& row : toy_rows(context.full)) {
    measure_row(row, outcome);
    std::erase(without, row.toy.substr(0, row.toy.find(',')));
  }
  measure_anisotropic(outcome);
  outcome.near("toys without a row", static_cast<double>(without.size()), 0, 0);
  return outcome;
}

// ---- controls ---------------------------------------------------------------------------------

// H_n(x) = 2^{n/2} He_n(sqrt(2) x), so H_n / sqrt(2^n n!) = h_n(sqrt(2) x).
Outcome physicists_hermite(const Context& /*context*/) {
  const kernel::QuadratureRule normal = kernel::gauss_hermite(20);
  const MatrixXd h = hermite_functions(std::sqrt(2.0) * normal.nodes, 6);
  Outcome outcome;
  outcome.near("largest |squared norm - 1| under N(0, 1)",
               ((normal.weights.transpose() * h.cwiseAbs2()).array() - 1).abs().maxCoeff(),
               0,
               1e-10);
  return outcome;
}

Outcome sigma_as_eigenvalue(const Context& /*context*/) {
  const solver::SingularTriples triples = solved(kernel::make_toy("gaussian,r=0.9"), 8);
  Outcome outcome;
  double error = 0;
  for (Index n = 0; n < 8; ++n) {
    error =
        std::max(error,
                 std::abs(std::pow(triples.sigma[n], 2) - std::pow(0.9, static_cast<double>(n))));
  }
  outcome.near("largest |s_n - r^n|", error, 0, quadrature + rounding);
  return outcome;
}

Outcome harmonics_of_the_sphere(const Context& /*context*/) {
  const Toy toy = kernel::make_toy("sphere,kappa=3");
  const MatrixXd v = toy.exact_v(9) / std::sqrt(4 * std::numbers::pi);
  Outcome outcome;
  outcome.near("largest |squared norm - 1| in the uniform probability measure",
               ((toy.channel.rho_a().transpose() * v.cwiseAbs2()).array() - 1).abs().maxCoeff(),
               0,
               1e-10);
  return outcome;
}

}  // namespace

Claim v3() {
  return {.id = "V3",
          .suite = "operators",
          .statement =
              "Every toy has the singular values, multiplicities and eigenspaces of its "
              "closed form.",
          .source = "docs/theory.md 4, rows i to viii, and 2.19 for the small channels",
          .toy = "all of kernel::make_toy",
          .tolerance =
              "1e-12, what the grids promise, and rounding; functions of Gaussian grids "
              "1e-10, because they feel the ends of the grid in first order",
          .measure = toys_have_their_spectra,
          .controls = {
              {"H_n / sqrt(2^n n!) in place of He_n / sqrt(n!) has norm 1 under N(0, 1)",
               physicists_hermite},
              {"the eigenvalues of T*T are sigma_n = r^n, not their squares", sigma_as_eigenvalue},
              {"Y_lm without sqrt(4 pi) has norm 1 in the probability measure",
               harmonics_of_the_sphere}}};
}

}  // namespace eigenviews::validation
