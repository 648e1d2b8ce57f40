#include "solver/block_krylov.hpp"

#include <numbers>

#include "solver/missed_values.hpp"
#include "solver/spectra_solver.hpp"
#include "support/channels.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

namespace {

// A symmetric matrix with a given spectrum, as an operator that counts.
class Symmetric final : public SymmetricOperator {
 public:
  explicit Symmetric(const VectorXd& values, std::uint64_t seed = 1)
      : q_(test::random_orthonormal(values.size(), values.size(), seed)),
        b_(q_ * values.asDiagonal() * q_.transpose()) {}
  Index size() const override { return b_.rows(); }
  void apply(const Eigen::Ref<const MatrixXd>& x, Eigen::Ref<MatrixXd> y) const override {
    applications_ += x.cols();
    y.noalias() = b_ * x;
  }
  const MatrixXd& matrix() const { return b_; }
  const MatrixXd& vectors() const { return q_; }

 private:
  MatrixXd q_, b_;
};

VectorXd slow_decay(Index n) {
  VectorXd values(n);
  for (Index i = 0; i < n; ++i) values[i] = 1.0 / (1.0 + 0.05 * static_cast<double>(i));
  return values;
}

void expect_pairs(const Symmetric& b, const SymmetricPairs& pairs, const VectorXd& exact, Index k) {
  REQUIRE(pairs.converged >= k);
  expect_close(pairs.values.head(k), exact.head(k), 1e-12);
  const MatrixXd u = pairs.vectors.leftCols(k);
  expect_close(u.transpose() * u, MatrixXd::Identity(k, k), 1e-12);
  const VectorXd residuals =
      (b.matrix() * u - u * pairs.values.head(k).asDiagonal()).colwise().norm().transpose();
  expect_close(pairs.residuals.head(k), residuals, 1e-12);
}

}  // namespace

TEST_CASE("the leading pairs of a slowly decaying spectrum, with many thick restarts") {
  const VectorXd exact = slow_decay(397);
  const Symmetric b(exact);
  for (const Index block : {1, 3, 8}) {
    const SymmetricPairs pairs =
        block_krylov(b, {.k = 9, .block = block, .max_basis = 40, .tolerance = 1e-9});
    INFO("block " << block << ", " << pairs.steps << " steps");
    expect_pairs(b, pairs, exact, 9);
    CHECK(pairs.cluster_complete);
  }
}

TEST_CASE(
    "all copies of a repeated eigenvalue are found up to the block size, and the cluster is "
    "whole") {
  VectorXd exact = slow_decay(150);
  exact.segment(3, 8).setConstant(exact[3]);
  std::sort(exact.begin(), exact.end(), std::greater<>());
  const Symmetric b(exact);
  const SymmetricPairs pairs = block_krylov(b, {.k = 5, .block = 8, .tolerance = 1e-10});
  expect_pairs(b, pairs, exact, 11);
  CHECK(pairs.cluster_complete);
  CHECK(pairs.values[11] < exact[10] - 1e-3);
}

TEST_CASE("more copies than the block holds: the random-block check finds the rest") {
  VectorXd exact = VectorXd::Constant(60, 0.25);
  exact.head(30).setOnes();
  const Symmetric b(exact);
  // What a block of 2 knows of the eigenvalue 1: two copies.
  const MatrixXd known = b.vectors().leftCols(2);
  const MatrixXd missed = find_missed(b, known, 1.0, 1e-12, 1e-10, 3);
  REQUIRE(missed.cols() == 28);
  expect_close(known.transpose() * missed, MatrixXd::Zero(2, 28), 1e-10);
  expect_close(b.matrix() * missed, missed, 1e-10);
  CHECK(find_missed(b, b.vectors().leftCols(30), 1.0, 1e-12, 1e-10, 3).cols() == 0);
}

TEST_CASE("a space that is exhausted early ends with all of it") {
  const VectorXd exact{{1, 1, 0.5, 0, 0}};
  const Symmetric b(exact);
  for (const Index k : {1, 2, 3, 4, 5}) {
    const SymmetricPairs pairs = block_krylov(b, {.k = k, .block = 2});
    expect_pairs(b, pairs, exact, k);
  }
}

TEST_CASE("a warm start saves steps") {
  const VectorXd exact = slow_decay(300);
  const Symmetric b(exact);
  const SymmetricPairs cold = block_krylov(b, {.k = 6, .block = 6, .tolerance = 1e-9});
  const SymmetricPairs warm = block_krylov(
      b,
      {.k = 6, .block = 6, .tolerance = 1e-9, .start = MatrixXd(b.vectors().leftCols(8))});
  expect_pairs(b, warm, exact, 6);
  CHECK(warm.steps < cold.steps / 2);
}

TEST_CASE("running out of steps is told, not smoothed over") {
  const Symmetric b(slow_decay(300));
  const SymmetricPairs pairs =
      block_krylov(b, {.k = 20, .block = 4, .max_steps = 3, .tolerance = 1e-12});
  CHECK(pairs.converged < 20);
}

TEST_CASE("Spectra's pairs meet the same tolerance") {
  const VectorXd exact = slow_decay(200);
  const Symmetric b(exact);
  const SymmetricPairs pairs = spectra_pairs(b, {.k = 7, .tolerance = 1e-10});
  expect_pairs(b, pairs, exact, 7);
  expect_refusal([&] { return spectra_pairs(b, {.k = 200}); }, {"[1, 199]", "200"});
}

TEST_CASE("Krylov options out of range are refused and progress can stop the run") {
  const Symmetric b(slow_decay(20));
  expect_refusal([&] { return block_krylov(b, {.k = 0}); }, {"[1, 20]", "0"});
  expect_refusal([&] { return block_krylov(b, {.k = 21}); }, {"[1, 20]", "21"});
  expect_refusal([&] { return block_krylov(b, {.k = 2, .block = 0}); }, {"block"});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expect_refusal([&] { return block_krylov(b, {.k = 2, .tolerance = nan}); }, {"tolerance", "nan"});
  const Symmetric large(slow_decay(300));
  BlockKrylovOptions options{.k = 20, .block = 4};
  options.progress = [](const core::ProgressEvent&) { throw core::Interrupted(); };
  CHECK_THROWS_AS(block_krylov(large, options), core::Interrupted);
}

TEST_CASE("a deflated operator is the projected one") {
  const Symmetric b(slow_decay(43));
  const MatrixXd u = test::random_orthonormal(43, 5, 9);
  const DeflatedOperator deflated(b, u);
  const MatrixXd project = MatrixXd::Identity(43, 43) - u * u.transpose();
  const MatrixXd x = test::random_matrix(43, 3, 10);
  MatrixXd y(43, 3);
  deflated.apply(x, y);
  expect_close(y, project * b.matrix() * project * x, 1e-13);
  CHECK(deflated.applications() == 3);
}
