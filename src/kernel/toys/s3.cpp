#include <fmt/format.h>

#include <array>
#include <cmath>

#include "kernel/toys/factor.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel::toys {

namespace {

using Eigen::MatrixXd;
using Permutation = std::array<Index, 3>;

// The identity, the three transpositions, the two cycles.
constexpr std::array<Permutation, 6> elements{
    {{0, 1, 2}, {1, 0, 2}, {2, 1, 0}, {0, 2, 1}, {1, 2, 0}, {2, 0, 1}}};

bool is_transposition(std::size_t element) { return element >= 1 && element <= 3; }

Permutation times(const Permutation& g, const Permutation& h) {
  return {g[static_cast<std::size_t>(h[0])],
          g[static_cast<std::size_t>(h[1])],
          g[static_cast<std::size_t>(h[2])]};
}

// a = x g: the row of x has q(g) in the column of x g.
MatrixXd transition(double weight) {
  MatrixXd p = MatrixXd::Zero(6, 6);
  for (std::size_t x = 0; x < 6; ++x) {
    for (std::size_t g = 0; g < 4; ++g) {  // cycles have probability 0
      const Permutation target = times(elements[x], elements[g]);
      std::size_t a = 0;
      while (elements[a] != target) ++a;
      p(static_cast<Index>(x), static_cast<Index>(a)) = g == 0 ? weight : (1 - weight) / 3;
    }
  }
  return p;
}

// Columns: 1; sqrt(2) times the four matrix elements of the standard representation, which
// permutes coordinates in the plane of sum 0; the sign.
MatrixXd matrix_elements() {
  Eigen::Matrix<double, 3, 2> plane;  // an orthonormal basis
  plane << std::sqrt(1.0 / 2), std::sqrt(1.0 / 6), -std::sqrt(1.0 / 2), std::sqrt(1.0 / 6), 0,
      -std::sqrt(2.0 / 3);
  MatrixXd functions(6, 6);
  for (std::size_t x = 0; x < 6; ++x) {
    Eigen::Matrix3d permutation = Eigen::Matrix3d::Zero();
    for (std::size_t i = 0; i < 3; ++i) permutation(elements[x][i], static_cast<Index>(i)) = 1;
    const Eigen::Matrix2d standard = plane.transpose() * permutation * plane;
    const double sign = is_transposition(x) ? -1 : 1;
    functions.row(static_cast<Index>(x)) << 1, std::sqrt(2.0) * standard(0, 0),
        std::sqrt(2.0) * standard(0, 1), std::sqrt(2.0) * standard(1, 0),
        std::sqrt(2.0) * standard(1, 1), sign;
  }
  return functions;
}

// A class function acts on the elements of one representation as the scalar sum_g q(g) chi(g) /
// dim: 1, then weight (characters 2 and 0), then weight - (1 - weight).
Factor s3_factor(double weight) {
  const MatrixXd u = matrix_elements();
  MatrixXd v = u;
  if (weight < 0.5) v.col(5) = -u.col(5);
  Eigen::VectorXd sigma(6);
  sigma << 1, weight, weight, weight, weight, std::abs(2 * weight - 1);
  return {FiniteChannel(transition(weight)), sigma, columns_of(u), columns_of(v)};
}

}  // namespace

Toy make_s3(core::Spec spec) {
  const double weight = spec.number("weight", 0.5, 0, 1);
  spec.finish();
  return assemble(fmt::format("s3,weight={}", weight), {s3_factor(weight)}, bars(), bars());
}

}  // namespace eigenviews::kernel::toys
