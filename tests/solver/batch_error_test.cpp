#include "solver/batch_error.hpp"

#include <Eigen/Eigenvalues>
#include <limits>

#include "kernel/sampled_operator.hpp"
#include "solver/solve.hpp"
#include "support/channels.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_refusal;

namespace {

// 12 points on a line with Gaussian noise: the exact kernel matrix by the trapezoidal rule.
data::RowMatrix points() { return VectorXd::LinSpaced(12, -3, 3); }

std::shared_ptr<const kernel::GaussianChannel> make_channel() {
  return std::make_shared<kernel::GaussianChannel>(
      points(),
      kernel::parse_augmentation("gaussian:sigma=0.7", std::nullopt, 1));
}

VectorXd exact_eigenvalues(const kernel::GaussianChannel& channel) {
  constexpr Index nodes = 6001;
  const MatrixXd grid = VectorXd::LinSpaced(nodes, -10, 10).transpose();
  MatrixXd k(12, nodes);
  VectorXd offset(nodes);
  channel.densities<double>(grid, k, offset);
  MatrixXd b = MatrixXd::Zero(12, 12);
  for (Index t = 0; t < nodes; ++t) {
    b += (20.0 / (nodes - 1)) * std::exp(offset[t]) * k.col(t) * k.col(t).transpose() /
         k.col(t).sum();
  }
  return Eigen::SelfAdjointEigenSolver<MatrixXd>(b).eigenvalues().reverse();
}

}  // namespace

TEST_CASE("the reported Monte Carlo error covers the true error at its nominal rate") {
  const auto channel = make_channel();
  const VectorXd exact = exact_eigenvalues(*channel);
  CHECK(exact[0] == Approx(1).epsilon(1e-9));
  int within_two = 0, count = 0;
  double ratio = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto views = std::make_shared<const kernel::SampledViews>(
        kernel::sample_views(*channel, kernel::Estimator::self_consistent, 32, seed));
    const kernel::SampledOperator op(channel, views);
    const SingularTriples triples = solve(op, {.k = 5, .kind = SolverKind::dense});
    const VectorXd values = triples.sigma.cwiseAbs2();
    const BatchError error = batch_error(
        values,
        triples.u,
        [&](Index b) {
          return std::make_unique<kernel::SampledOperator>(
              channel,
              std::make_shared<const kernel::SampledViews>(views->batch(b)));
        },
        views->batches);
    const VectorXd total = error.total();
    CHECK(total[0] <= 1e-12);  // the top value is 1 in every batch
    for (Index i = 1; i < 5; ++i) {
      const double z = std::abs(values[i] - exact[i]) / total[i];
      within_two += z <= 2;
      ratio += z * z;
      ++count;
    }
  }
  INFO(within_two << " of " << count << " within two errors, mean square " << ratio / count);
  CHECK(within_two >= 0.88 * count);
  CHECK(ratio / count <= 1.8);
  CHECK(ratio / count >= 0.3);  // not vacuous
}

TEST_CASE("batches that cannot be are refused") {
  const auto none = [](Index) -> std::unique_ptr<kernel::LinearOperator> { return nullptr; };
  expect_refusal([&] { return batch_error(VectorXd::Ones(1), MatrixXd::Ones(3, 1), none, 1); },
                 {"two batches", "1"});
  expect_refusal([&] { return batch_error(VectorXd::Ones(2), MatrixXd::Ones(3, 1), none, 4); },
                 {"each column", "2 for 1"});
}
