#include "kernel/sampled_operator.hpp"

#include <Eigen/Eigenvalues>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "core/threads.hpp"
#include "kernel/covariance_kernels.hpp"
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

using ChannelPointer = std::shared_ptr<const GaussianChannel>;
using ViewsPointer = std::shared_ptr<const SampledViews>;

ChannelPointer make_channel(Index originals, double sigma) {
  const auto augmentation =
      parse_augmentation("gaussian:sigma=" + std::to_string(sigma), std::nullopt, 3);
  return std::make_shared<GaussianChannel>(RowMatrix(test::random_matrix(originals, 3, 17)),
                                           augmentation);
}

ViewsPointer draw(const ChannelPointer& channel,
                  Estimator estimator,
                  Index views,
                  std::uint64_t seed = 1) {
  return std::make_shared<SampledViews>(sample_views(*channel, estimator, views, seed));
}

// p(a_t|x_i), in full.
MatrixXd plain_density(const GaussianChannel& channel, const MatrixXd& views) {
  MatrixXd k(channel.originals(), views.cols());
  VectorXd offset(views.cols());
  channel.densities<double>(views, k, offset);
  return k * offset.array().exp().matrix().asDiagonal();
}

// theory 4 ix, line by line: r_t = p(x|a_t), then P, rho_A and A by their definitions.
MatrixXd plain_operator(const GaussianChannel& channel, const SampledViews& views) {
  const MatrixXd density = plain_density(channel, views.points);
  const auto n = static_cast<double>(channel.originals());
  MatrixXd posterior = density / n;
  for (Index t = 0; t < posterior.cols(); ++t) posterior.col(t) /= posterior.col(t).sum();
  if (views.estimator != Estimator::self_consistent) {  // A_it = sqrt(w_t) r_it / sqrt(rho_X)
    return std::sqrt(n) * posterior * views.weights.cwiseSqrt().asDiagonal();
  }
  MatrixXd p = posterior * views.weights.asDiagonal();
  for (Index i = 0; i < p.rows(); ++i) p.row(i) /= p.row(i).sum();
  return test::plain_operator(FiniteChannel(p));
}

constexpr Storage all_storages[] = {Storage::automatic,
                                    Storage::stored,
                                    Storage::stored_single,
                                    Storage::tiled,
                                    Storage::tiled_single};

}  // namespace

TEST_CASE("a listener stops a product of tiled storage in its middle") {
  const ChannelPointer channel = make_channel(43, 0.6);
  for (const Storage storage : {Storage::tiled, Storage::tiled_single}) {
    bool stop = false;
    const SampledOperator op(channel,
                             draw(channel, Estimator::self_consistent, 13),
                             storage,
                             [&](const core::ProgressEvent&) {
                               if (stop) throw core::Interrupted();
                             });
    MatrixXd u = MatrixXd::Ones(op.rows(), 1), v(op.cols(), 1), y(op.rows(), 1);
    CHECK_NOTHROW(op.apply_adjoint(u, v));
    stop = true;
    CHECK_THROWS_AS(op.apply_adjoint(u, v), core::Interrupted);
    CHECK_THROWS_AS(op.apply(v, y), core::Interrupted);
    CHECK_THROWS_AS(op.apply_normal(u, y), core::Interrupted);
    CHECK_THROWS_AS(op.batch(0)->apply_adjoint(u, v), core::Interrupted);
  }
}

TEST_CASE(
    "the sampled operator equals theory's formulas in every storage and for every estimator") {
  const ChannelPointer channel = make_channel(43, 0.6);
  for (const Estimator estimator :
       {Estimator::self_consistent, Estimator::stratified, Estimator::plain}) {
    const ViewsPointer views = draw(channel, estimator, 13);
    const MatrixXd plain = plain_operator(*channel, *views);
    for (const Storage storage : all_storages) {
      const SampledOperator op(channel, views, storage);
      INFO(op.description());
      const double tolerance = op.product_epsilon() == 0x1p-23 ? 3e-6 : 1e-13;
      expect_close(to_dense(op), plain, tolerance);
      MatrixXd y(43, 6), z(views->count(), 6), normal(43, 6);
      const MatrixXd v = test::random_matrix(views->count(), 6, 2),
                     u = test::random_matrix(43, 6, 3);
      op.apply(v, y);
      op.apply_adjoint(u, z);
      op.apply_normal(u, normal);
      expect_close(y, plain * v, 100 * tolerance);
      expect_close(z, plain.transpose() * u, 100 * tolerance);
      expect_close(normal, plain * plain.transpose() * u, 100 * tolerance);
    }
  }
}

TEST_CASE("the self-consistent channel has rows that sum to 1 and its own marginal") {
  const ChannelPointer channel = make_channel(21, 0.4);
  const ViewsPointer views = draw(channel, Estimator::self_consistent, 5);
  for (const Storage storage : all_storages) {
    const SampledOperator op(channel, views, storage);
    INFO(op.description());
    const double tolerance = op.product_epsilon() == 0x1p-23 ? 1e-5 : 1e-13;
    const MatrixXd p = op.channel_matrix();
    expect_close(p.rowwise().sum(), VectorXd::Ones(21), tolerance);
    expect_close(p.transpose() * op.rho_x(), op.rho_a(), tolerance);
    CHECK(test::plain_svd(to_dense(op)).sigma[0] == Approx(1).epsilon(tolerance));
  }
}

TEST_CASE("mixture operator: row sums, unbiased Monte Carlo and the 1/sqrt(M) law (V23)") {
  // N = 6 points on a line, s = .7 (theory_checks/c05_closed_forms.py, claim V23): the exact matrix
  // B_ij = N sum over views of r_i r_j by quadrature against the mixture density.
  const RowMatrix points = (MatrixXd(6, 1) << -2, -1.2, -0.3, 0.4, 1.1, 2.3).finished();
  const auto channel =
      std::make_shared<GaussianChannel>(points,
                                        parse_augmentation("gaussian:sigma=0.7", std::nullopt, 1));
  constexpr Index nodes =
      4001;  // trapezoidal rule, spectrally accurate for smooth decaying functions
  const MatrixXd grid = VectorXd::LinSpaced(nodes, -9, 9).transpose();
  const MatrixXd density = plain_density(*channel, grid);
  const double step = 18.0 / (nodes - 1);
  MatrixXd exact = MatrixXd::Zero(6, 6);
  for (Index t = 0; t < nodes; ++t) {
    const VectorXd p = density.col(t);
    exact += step * p * p.transpose() / p.sum();
  }
  expect_close(exact.rowwise().sum(), VectorXd::Ones(6), 1e-9);

  const auto estimate = [&](Index m, std::uint64_t seed) {
    const SampledOperator op(channel, draw(channel, Estimator::stratified, m, seed));
    const MatrixXd a = to_dense(op);
    return MatrixXd(a * a.transpose());
  };
  constexpr int repeats = 200;
  MatrixXd mean = MatrixXd::Zero(6, 6), square = MatrixXd::Zero(6, 6);
  double error_small = 0, error_large = 0;
  for (int r = 0; r < repeats; ++r) {
    const MatrixXd one = estimate(8, static_cast<std::uint64_t>(r)) - exact;
    mean += one / repeats;
    square += one.cwiseAbs2() / repeats;
    error_small += one.squaredNorm() / repeats;
    error_large +=
        (estimate(32, static_cast<std::uint64_t>(1000 + r)) - exact).squaredNorm() / repeats;
  }
  const MatrixXd standard_error = (square / repeats).cwiseSqrt();
  CHECK((mean.cwiseAbs().array() <= 5 * standard_error.array()).all());
  CHECK(error_small / error_large == Approx(4).epsilon(0.25));
  // Control: without the factor N the estimate misses by 5/6 of itself, far outside its error.
  CHECK(((exact / 6 - exact).cwiseAbs().diagonal().array() > 50 * standard_error.diagonal().array())
            .all());
}

TEST_CASE(
    "stars: originals that share no view have singular value 1 n times and 0 n(m - 1) times "
    "(V24)") {
  MatrixXd p = MatrixXd::Zero(5, 15);
  for (Index i = 0; i < 5; ++i) p.block(i, 3 * i, 1, 3).setConstant(1.0 / 3);
  const FiniteChannel stars(p);
  const MatrixXd a = test::plain_operator(stars);
  const VectorXd values =
      Eigen::SelfAdjointEigenSolver<MatrixXd>(a.transpose() * a).eigenvalues().reverse();
  expect_close(values.head(5), VectorXd::Ones(5), 1e-14);
  expect_close(values.tail(10), VectorXd::Zero(10), 1e-14);
  // Control: two originals that share one view leave n - 1 components.
  MatrixXd joined = p;
  joined(1, 3) = 0;
  joined(1, 2) = 1.0 / 3;
  const MatrixXd reduced = (MatrixXd(5, 14) << joined.leftCols(3), joined.rightCols(11)).finished();
  const VectorXd sigma = test::plain_svd(test::plain_operator(FiniteChannel(reduced))).sigma;
  CHECK((sigma.array() > 1 - 1e-10).count() == 4);
}

TEST_CASE("views: stratified order, plain choice, batches and reproducibility") {
  const ChannelPointer channel = make_channel(7, 1);
  const SampledViews views = sample_views(*channel, Estimator::stratified, 4, 3);
  CHECK(views.count() == 28);
  CHECK(views.batches == 4);
  for (Index t = 0; t < 28; ++t) {
    CHECK(views.original[static_cast<std::size_t>(t)] == t / 4);
    expect_close(views.points.col(t),
                 channel->sample(3, t / 4, static_cast<std::uint32_t>(t % 4)),
                 0);
  }
  const SampledViews batch = views.batch(2);
  CHECK(batch.count() == 7);
  CHECK(batch.batches == 1);
  CHECK(batch.weights.sum() == Approx(1).epsilon(1e-15));
  expect_close(batch.points.col(3), views.points.col(3 * 4 + 2), 0);

  const SampledViews plain = sample_views(*channel, Estimator::plain, 300, 3);
  VectorXd share = VectorXd::Zero(7);
  for (const Index i : plain.original) share[i] += 1.0 / 2100;
  expect_close(share, VectorXd::Constant(7, 1.0 / 7), 5 * std::sqrt(6.0 / 49 / 2100));  // 5 sigma
  const MatrixXd& points = plain.points;
  CHECK((points.col(0) - points.col(1)).norm() > 0);

  const int threads = core::thread_count();
  core::set_thread_count(1);
  expect_close(sample_views(*channel, Estimator::plain, 300, 3).points, points, 0);
  core::set_thread_count(threads);
}

TEST_CASE("the operator of one batch is that of its views alone, on shared densities") {
  const ChannelPointer channel = make_channel(43, 1);
  const auto views = std::make_shared<const SampledViews>(
      sample_views(*channel, Estimator::self_consistent, 5, 3));
  const MatrixXd u = MatrixXd::Random(43, 3);
  const auto product = [&](const SampledOperator& op) {
    MatrixXd z(op.cols(), 3);
    op.apply_adjoint(u, z);
    return z;
  };
  for (const Storage storage : {Storage::stored, Storage::tiled, Storage::stored_single}) {
    const SampledOperator whole(channel, views, storage);
    for (const Index b : {0, 3}) {
      const SampledOperator alone(channel,
                                  std::make_shared<const SampledViews>(views->batch(b)),
                                  Storage::stored);
      const auto shared = whole.batch(b);
      const double tolerance = storage == Storage::stored_single ? 2e-6 : 1e-14;
      CHECK(shared->cols() == 43);
      expect_close(product(*shared), product(alone), tolerance);
      expect_close(shared->rho_a(), alone.rho_a(), tolerance);
    }
  }
  // A tiled operator whose single-precision copy has been made takes that one's densities.
  const SampledOperator tiled(channel, views, Storage::tiled);
  CHECK(tiled.single_precision()->description().starts_with("stored"));
  CHECK(tiled.batch(1)->product_epsilon() == 0x1p-23);
  expect_close(product(*tiled.batch(1)),
               product(*SampledOperator(channel, views, Storage::stored).batch(1)),
               2e-6);
}

TEST_CASE("view counts, estimators and memory that cannot be are refused") {
  const ChannelPointer channel = make_channel(7, 1);
  expect_refusal([&] { return sample_views(*channel, Estimator::plain, 0, 1); },
                 {"at least one view", "0"});
  expect_refusal([&] { return sample_views(*channel, Estimator::plain, Index{1} << 30, 1); },
                 {"2^31", "7 x 1073741824"});
  expect_refusal([] { return estimator_kind("stratifyed"); }, {"stratified"});
  CHECK(estimator_kind("plain") == Estimator::plain);
  CHECK(estimator_kind("stratified") == Estimator::stratified);
  CHECK(estimator_kind("self-consistent") == Estimator::self_consistent);

  const ViewsPointer views = draw(channel, Estimator::plain, 500);
  core::set_available_memory_for_tests(20000);
  expect_refusal([&] { return sample_views(*channel, Estimator::plain, 500, 1); },
                 {"sampled views", "fewer views"});
  expect_refusal([&] { SampledOperator(channel, views, Storage::stored); },
                 {"7 x 3500 operator", "tiles"});
  core::set_available_memory_for_tests(300000);
  CHECK(SampledOperator(channel, views).storage() == Storage::tiled);
  core::set_available_memory_for_tests(500000);
  CHECK(SampledOperator(channel, views).storage() == Storage::stored);
  core::set_available_memory_for_tests(-1);
}

TEST_CASE("a single-precision copy is offered by operators in double precision only") {
  const ChannelPointer channel = make_channel(43, 0.6);
  const ViewsPointer views = draw(channel, Estimator::self_consistent, 13);
  for (const Storage storage : {Storage::stored, Storage::tiled}) {
    const SampledOperator op(channel, views, storage);
    const LinearOperator* single = op.single_precision();
    REQUIRE(single != nullptr);
    CHECK(single == op.single_precision());
    CHECK(single->product_epsilon() == 0x1p-23);
    CHECK(single->single_precision() == nullptr);
    expect_close(to_dense(*single), to_dense(op), 3e-6);
    CHECK((op.sweep_overhead() > 0) == (storage == Storage::tiled));
  }
}

TEST_CASE("progress tells views done, and a listener can stop the work") {
  const ChannelPointer channel = make_channel(43, 0.6);
  const ViewsPointer views = draw(channel, Estimator::self_consistent, 13);
  std::int64_t last = 0;
  const SampledOperator op(channel, views, Storage::stored, [&](const core::ProgressEvent& event) {
    CHECK(event.total == 559);
    CHECK(event.done >= last);
    last = event.done;
  });
  CHECK(last > 0);
  CHECK_THROWS_AS(SampledOperator(channel,
                                  views,
                                  Storage::tiled,
                                  [](const core::ProgressEvent&) { throw core::Interrupted(); }),
                  core::Interrupted);
}
