#include "kernel/covariance_kernels.hpp"

#include "kernel/sampled_operator.hpp"
#include "support/channels.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::kernel;
using data::RowMatrix;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

namespace {

std::shared_ptr<const GaussianChannel> make_channel() {
  return std::make_shared<GaussianChannel>(
      RowMatrix(test::random_matrix(11, 3, 5)),
      parse_augmentation("gaussian:sigma=0.8", std::nullopt, 3));
}

RowMatrix rows_of(const GaussianChannel&) { return test::random_matrix(11, 3, 5); }

}  // namespace

TEST_CASE("posteriors are Bayes' rule and sum to 1") {
  const auto channel = make_channel();
  const MatrixXd views = test::random_matrix(3, 4, 6);
  const MatrixXd posterior = posteriors(*channel, views);
  expect_close(posterior.rowwise().sum(), VectorXd::Ones(4), 1e-14);
  const MatrixXd centres = channel->coordinates().project(rows_of(*channel));
  const auto unnormalised = [&](Index i, Index t) {
    return std::exp(-(views.col(t) - centres.col(i)).squaredNorm() / (2 * 0.64));
  };
  CHECK(posterior(2, 7) / posterior(2, 3) ==
        Approx(unnormalised(7, 2) / unnormalised(3, 2)).epsilon(1e-11));
}

TEST_CASE("the backward kernel at sampled views is the sampled operator's own") {
  const auto channel = make_channel();
  const auto views =
      std::make_shared<SampledViews>(sample_views(*channel, Estimator::stratified, 3, 2));
  const MatrixXd a = to_dense(SampledOperator(channel, views));
  const MatrixXd kernel = backward_kernel(*channel, views->points, views->points);
  // stratified: A^T A = sqrt(w) k sqrt(w)
  const VectorXd root = views->weights.cwiseSqrt();
  expect_close(root.asDiagonal() * kernel * root.asDiagonal(), a.transpose() * a, 1e-13);
}

TEST_CASE(
    "the forward kernel at the originals is A A^T in function coordinates, and fixes constants") {
  const auto channel = make_channel();
  const auto views =
      std::make_shared<SampledViews>(sample_views(*channel, Estimator::plain, 40, 2));
  const MatrixXd a = to_dense(SampledOperator(channel, views));
  const RowMatrix rows = rows_of(*channel);
  const MatrixXd kernel = forward_kernel(*channel, *views, rows, rows);
  expect_close(kernel / 11, a * a.transpose(), 1e-13);
  const MatrixXd ratios = density_ratios(*channel, *views, rows);
  expect_close(ratios.colwise().mean(), Eigen::RowVectorXd::Ones(views->count()), 1e-13);
}

TEST_CASE("channel rows of the originals are the rows of P, and new rows sum to 1") {
  const auto channel = make_channel();
  const auto views =
      std::make_shared<SampledViews>(sample_views(*channel, Estimator::self_consistent, 5, 2));
  const SampledOperator op(channel, views);
  expect_close(channel_rows(*channel, *views, rows_of(*channel)), op.channel_matrix(), 1e-13);
  const MatrixXd fresh = channel_rows(*channel, *views, test::random_matrix(4, 3, 9));
  expect_close(fresh.rowwise().sum(), VectorXd::Ones(4), 1e-13);
  CHECK(fresh.minCoeff() >= 0);
}

TEST_CASE("indices, coordinates and rows outside the channel are refused") {
  const FiniteChannel finite = test::random_channel(3, 4, 1);
  expect_refusal([&] { return backward_kernel(finite, {0, 4}, {0}); }, {"[0, 4)", "4"});
  expect_refusal([&] { return backward_kernel(finite, {0}, {-1}); }, {"[0, 4)", "-1"});
  expect_refusal([&] { return forward_kernel(finite, {3}, {0}); }, {"[0, 3)", "3"});
  const auto channel = make_channel();
  expect_refusal([&] { return posteriors(*channel, MatrixXd::Zero(2, 3)); },
                 {"number of coordinates"});
  const auto views = sample_views(*channel, Estimator::self_consistent, 2, 2);
  expect_refusal([&] { return channel_rows(*channel, views, RowMatrix::Constant(1, 3, 1e6)); },
                 {"positive density"});
}

TEST_CASE("sparse and dense channels have the same kernels") {
  const FiniteChannel sparse = test::random_sparse_channel(9, 13, 2, 3);
  const FiniteChannel dense(sparse.dense_p(), sparse.rho_x());
  expect_close(backward_kernel(sparse, {0, 5, 12}, {3, 5}),
               backward_kernel(dense, {0, 5, 12}, {3, 5}),
               1e-14);
  expect_close(forward_kernel(sparse, {0, 5}, {3, 8, 5}),
               forward_kernel(dense, {0, 5}, {3, 8, 5}),
               1e-14);
}
