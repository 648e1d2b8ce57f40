#include "solver/perturbation_bounds.hpp"

#include <cmath>

#include "solver/function_spaces.hpp"
#include "solver/lapack.hpp"
#include "solver/principal_angles.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

namespace {

const double not_a_number = std::nan("");

// |sin Theta|_F between the spans of orthonormal columns.
double sin_frobenius(const MatrixXd& a, const MatrixXd& b) {
  const VectorXd uniform = VectorXd::Constant(a.rows(), 1 / static_cast<double>(a.rows()));
  return principal_angles(a, b, uniform).angles.array().sin().matrix().norm();
}

// B = A^T A with eigenvalues uniform on (0, 1).
struct Problem {
  MatrixXd a;
  VectorXd s;  // descending
  MatrixXd v;  // columns in the same order
};

Problem random_problem(Index size, std::uint64_t seed) {
  Problem p;
  p.s = test::random_weights(size, seed) * static_cast<double>(size) / 2;
  std::sort(p.s.begin(), p.s.end(), std::greater<>());
  p.v = test::random_orthonormal(size, size, seed);
  p.a = p.s.cwiseSqrt().asDiagonal() * p.v.transpose();
  return p;
}

MatrixXd random_symmetric(Index size, double scale, std::uint64_t seed) {
  const MatrixXd e = test::random_matrix(size, size, seed);
  return scale * (e + e.transpose());
}

}  // namespace

TEST_CASE("the bounds are their formulas") {
  CHECK(davis_kahan_bound(4, 0.01, 0.1, 0.7, 0.5) == Approx(2 * 2 * 0.01 / 0.2));
  CHECK(davis_kahan_bound(4, 0.1, 0.15, 0.7, 0.5) == Approx(2 * 0.15 / 0.2));
  CHECK(residual_bound(0.01, 0.6, 0.5) == Approx(0.1));
  CHECK(ritz_deficit_bound(1, 0.2, 0.1) == Approx(0.008));
}

TEST_CASE("without a gap a bound says nothing, even for a perturbation of zero") {
  CHECK(davis_kahan_bound(1, 0, 0, 0.5, 0.5) == HUGE_VAL);
  CHECK(residual_bound(0, 0.5, 0.5) == HUGE_VAL);
  CHECK(residual_bound(0.1, 0.4, 0.5) == HUGE_VAL);
}

TEST_CASE(
    "a rotation by the perturbation of a 2 x 2 matrix obeys the bound, and nearly reaches half of "
    "it") {
  const double e = 1e-3;  // diag(1, 0) + e [0 1; 1 0] turns by atan(2e)/2
  const double turned = std::sin(0.5 * std::atan(2 * e));
  const double bound = davis_kahan_bound(1, e, std::sqrt(2) * e, 1, 0);
  CHECK(turned <= bound);
  CHECK(turned >= 0.49 * bound);
}

TEST_CASE("random perturbations obey every bound") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    constexpr Index size = 12;
    const Problem p = random_problem(size, seed);
    const MatrixXd b = p.a.transpose() * p.a;
    const double scale = std::pow(10, -4 + 0.05 * static_cast<double>(seed));
    const MatrixXd e = random_symmetric(size, scale, seed + 100);
    const Index d = 1 + static_cast<Index>(seed % 5);
    const MatrixXd q = symmetric_eigen(b + e).vectors.rowwise().reverse().leftCols(d);
    const double sines = sin_frobenius(p.v.leftCols(d), q);
    const double spectral = symmetric_eigen(e).values.cwiseAbs().maxCoeff();
    CHECK(sines <= davis_kahan_bound(d, spectral, e.norm(), p.s[d - 1], p.s[d]) + 1e-13);

    const RitzResidual ritz = ritz_residual(test::MatrixOperator(p.a), q);
    CHECK(sines <= residual_bound(ritz.frobenius, ritz.ritz_values[d - 1], p.s[d]) + 1e-13);
    const VectorXd deficit = p.s.head(d) - ritz.ritz_values;
    CHECK(deficit.minCoeff() >= -1e-14);
    CHECK(deficit.sum() <= ritz_deficit_bound(p.s[0], p.s[size - 1], sines) + 1e-14);
  }
}

TEST_CASE("the Ritz residual equals its definition and vanishes on an eigenspace") {
  const MatrixXd a = test::random_matrix(43, 59, 1) / 10;
  const MatrixXd b = a.transpose() * a;
  const MatrixXd q = test::random_orthonormal(59, 7, 2);
  const RitzResidual found = ritz_residual(test::MatrixOperator(a), q);
  CHECK(found.frobenius == Approx((b * q - q * (q.transpose() * b * q)).norm()).epsilon(1e-12));
  CHECK(found.ritz_values.sum() == Approx((q.transpose() * b * q).trace()).epsilon(1e-13));
  CHECK(std::is_sorted(found.ritz_values.begin(), found.ritz_values.end(), std::greater<>()));
  const auto svd = test::plain_svd(a);
  const RitzResidual exact = ritz_residual(test::MatrixOperator(a), svd.v.leftCols(7));
  CHECK(exact.frobenius <= 1e-14);
  expect_close(exact.ritz_values, svd.sigma.head(7).cwiseAbs2(), 1e-14);
}

TEST_CASE("bounds refuse NaN, negative norms and disorder") {
  expect_refusal([] { (void)davis_kahan_bound(0, 1, 1, 1, 0); },
                 {"davis_kahan_bound", "d must", "0"});
  expect_refusal([] { (void)davis_kahan_bound(1, not_a_number, 1, 1, 0); },
                 {"spectral norm", "nan"});
  expect_refusal([] { (void)davis_kahan_bound(1, 1, -1, 1, 0); }, {"Frobenius norm", "-1"});
  expect_refusal([] { (void)davis_kahan_bound(1, 1, 1, not_a_number, 0); }, {"finite", "nan"});
  expect_refusal([] { (void)davis_kahan_bound(1, 1, 1, 0.5, 0.6); },
                 {"descending", "0.5 before 0.6"});
  expect_refusal([] { (void)residual_bound(not_a_number, 1, 0); },
                 {"residual_bound", "the residual", "nan"});
  expect_refusal([] { (void)residual_bound(1, 1, not_a_number); }, {"residual_bound", "finite"});
  expect_refusal([] { (void)ritz_deficit_bound(1, 0, not_a_number); },
                 {"ritz_deficit_bound", "sin", "nan"});
  expect_refusal([] { (void)ritz_deficit_bound(0, 1, 0); }, {"ritz_deficit_bound", "0 before 1"});
  const test::MatrixOperator op(MatrixXd::Identity(3, 3));
  expect_refusal([&] { (void)ritz_residual(op, MatrixXd::Ones(2, 1)); },
                 {"ritz_residual", "2 x 1"});
  expect_refusal([&] { (void)ritz_residual(op, MatrixXd::Constant(3, 1, not_a_number)); },
                 {"ritz_residual", "finite", "nan"});
}
