#include "toys_check.hpp"

#include <lapacke.h>

#include <algorithm>
#include <cmath>

#include "support/channels.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::Domain;
using kernel::Index;
using kernel::Toy;

namespace {

// The largest weighted norm of a column; NaN where one is.
double largest_norm(const MatrixXd& f, const VectorXd& weights) {
  const VectorXd norms = (weights.cwiseSqrt().asDiagonal() * f).colwise().norm().transpose();
  return norms.maxCoeff<Eigen::PropagateNaN>();
}

void expect_orthonormal(const MatrixXd& f, const VectorXd& weights, double tolerance) {
  const MatrixXd scaled = weights.cwiseSqrt().asDiagonal() * f;
  expect_close(scaled.transpose() * scaled, MatrixXd::Identity(f.cols(), f.cols()), tolerance);
}

void expect_singular_values(const Toy& toy, double tolerance) {
  const VectorXd& sigma = toy.exact_sigma;
  REQUIRE(sigma.size() >= 1);
  REQUIRE(sigma.size() <= std::min(toy.channel.originals(), toy.channel.views()));
  CHECK(std::abs(sigma[0] - 1) <= 1e-15);
  CHECK(sigma[0] <= 1);
  for (Index j = 1; j < sigma.size(); ++j) CHECK((sigma[j] >= 0 && sigma[j] <= sigma[j - 1]));
  expect_close(sigma, dense_singular_values(toy.channel).head(sigma.size()), tolerance);
}

void expect_functions(const Toy& toy, double tolerance) {
  const Index count = toy.exact_sigma.size();
  const MatrixXd u = toy.exact_u(count);
  const MatrixXd v = toy.exact_v(count);
  const auto sigma = toy.exact_sigma.asDiagonal();
  const VectorXd& rho_x = toy.channel.rho_x();
  const VectorXd& rho_a = toy.channel.rho_a();
  REQUIRE(u.rows() == rho_x.size());
  REQUIRE(v.rows() == rho_a.size());
  const double forward = largest_norm(toy.channel.forward(v) - u * sigma, rho_x);
  const double backward = largest_norm(toy.channel.backward(u) - v * sigma, rho_a);
  INFO("|T v - sigma u| = " << forward << ", |T* u - sigma v| = " << backward);
  CHECK(forward <= tolerance);
  CHECK(backward <= tolerance);
  expect_orthonormal(u, rho_x, tolerance);
  expect_orthonormal(v, rho_a, tolerance);
  const Index fewer = (count + 1) / 2;
  expect_close(toy.exact_u(fewer), u.leftCols(fewer), 0);
  expect_close(toy.exact_v(fewer), v.leftCols(fewer), 0);
}

void expect_domain(const Domain& domain, Index states) {
  switch (domain.kind) {
    case Domain::Kind::bars:
      break;
    case Domain::Kind::line:
    case Domain::Kind::circle:
      CHECK(domain.coordinates.rows() == states);
      CHECK(domain.coordinates.cols() == 1);
      break;
    case Domain::Kind::sphere:
      CHECK(domain.coordinates.rows() == states);
      CHECK(domain.coordinates.cols() == 2);
      CHECK(domain.rows * domain.cols == states);
      break;
    case Domain::Kind::grid:
      CHECK(domain.rows * domain.cols == states);
      break;
  }
  CHECK(domain.coordinates.allFinite());
}

}  // namespace

VectorXd dense_singular_values(const kernel::FiniteChannel& channel) {
  MatrixXd a = plain_operator(channel);
  const auto rows = static_cast<lapack_int>(a.rows());
  const auto cols = static_cast<lapack_int>(a.cols());
  VectorXd sigma(std::min(a.rows(), a.cols()));
  const lapack_int info = LAPACKE_dgesdd(LAPACK_COL_MAJOR,
                                         'N',
                                         rows,
                                         cols,
                                         a.data(),
                                         rows,
                                         sigma.data(),
                                         nullptr,
                                         1,
                                         nullptr,
                                         1);
  REQUIRE(info == 0);
  return sigma;
}

void expect_exact(const std::string& name, ToyTolerances tolerances) {
  INFO("toy " << name);
  const Toy toy = kernel::make_toy(name);
  expect_singular_values(toy, tolerances.sigma);
  expect_functions(toy, tolerances.functions);
  expect_domain(toy.domain_x, toy.channel.originals());
  expect_domain(toy.domain_a, toy.channel.views());
  const Toy again = kernel::make_toy(toy.name);
  CHECK(again.name == toy.name);
  expect_close(again.channel.dense_p(), toy.channel.dense_p(), 0);
}

}  // namespace eigenviews::test
