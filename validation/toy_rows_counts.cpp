// Row vii of docs/theory.md, section 4: counts with a conjugate prior.
#include <cmath>

#include "validation/toy_rows_detail.hpp"

namespace eigenviews::validation::rows {

namespace {

// v = T* u / sigma, in the place of Hahn's and Meixner's polynomials; rounding is divided by sigma.
SingularFunctions with_images(const Toy& toy, const MatrixXd& u, const Levels& levels) {
  return {u, toy.channel.backward(u) * written_out(levels).cwiseInverse().asDiagonal()};
}

// s_n = N! / (N-n)! / (alpha+beta+N)_n.
Levels beta_binomial_levels(double alpha, double beta, Index trials) {
  Levels levels = {{1, 1}};
  double s = 1;
  for (Index n = 0; n < trials; ++n) {
    s *= real(trials - n) / (alpha + beta + real(trials + n));
    levels.push_back({std::sqrt(s), 1});
  }
  return levels;
}

// x uniform on [0, 1]: u_n = sqrt(2n+1) P_n(2x-1).
ToyRow uniform_binomial_row(Index trials) {
  const Levels levels = beta_binomial_levels(1, 1, trials);
  return {.row = "vii-a",
          .toy = "beta-binomial,alpha=1,beta=1,N=12",
          .levels = levels,
          .functions =
              [levels](const Toy& toy) {
                const VectorXd x = toy.domain_x.coordinates.col(0);
                MatrixXd u(x.size(), count_of(levels));
                for (Index n = 0; n < u.cols(); ++n) {
                  for (Index i = 0; i < x.size(); ++i) {
                    u(i, n) = std::sqrt(2 * real(n) + 1) *
                              std::legendre(static_cast<unsigned>(n), 2 * x[i] - 1);
                  }
                }
                return with_images(toy, u, levels);
              },
          .listed = closed_form::beta_binomial(1, 1, trials),
          .tolerance = 1e-11};
}

// Shape 3: u_n = L_n^(2)(lambda x) / sqrt(E L_n^2), E L_n^2 = (n+2)(n+1)/2.
ToyRow gamma_poisson_row(double lambda, Index degrees) {
  const Levels levels = levels_of(
      degrees,
      [lambda](Index n) { return std::pow(1 + lambda, -real(n) / 2); },
      once);
  return {.row = "vii-b",
          .toy = "gamma-poisson,alpha=3,lambda=0.6",
          .levels = levels,
          .functions =
              [levels, lambda](const Toy& toy) {
                const VectorXd x = toy.domain_x.coordinates.col(0);
                MatrixXd u(x.size(), count_of(levels));
                for (Index n = 0; n < u.cols(); ++n) {
                  const double norm = std::sqrt(real(n + 2) * real(n + 1) / 2);
                  for (Index i = 0; i < x.size(); ++i) {
                    u(i, n) =
                        std::assoc_laguerre(static_cast<unsigned>(n), 2u, lambda * x[i]) / norm;
                  }
                }
                return with_images(toy, u, levels);
              },
          .listed = closed_form::gamma_poisson(lambda, degrees),
          .tolerance = 1e-11};
}

}  // namespace

std::vector<ToyRow> counting_rows() {
  return {{.row = "vii-a",
           .toy = "beta-binomial,alpha=1.7,beta=0.8,N=6",
           .levels = beta_binomial_levels(1.7, 0.8, 6),
           .functions = {},
           .listed = closed_form::beta_binomial(1.7, 0.8, 6)},
          uniform_binomial_row(12),
          gamma_poisson_row(0.6, 10)};
}

}  // namespace eigenviews::validation::rows
