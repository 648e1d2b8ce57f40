#include "kernel/gaussian_channel.hpp"

#include <limits>
#include <numbers>

#include "core/memory.hpp"
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

constexpr data::ImageShape image{.channels = 1, .height = 3, .width = 3};

RowMatrix random_images(Index count) { return test::random_matrix(count, 9, 4).cwiseAbs(); }

GaussianChannel make_channel(const RowMatrix& rows, const std::string& augmentation) {
  return GaussianChannel(rows, parse_augmentation(augmentation, image, rows.cols()));
}

// p(a|x) by its definition: a sum over transforms of normal densities in the channel's coordinates.
MatrixXd plain_log_density(const GaussianChannel& channel,
                           const RowMatrix& rows,
                           const MatrixXd& views) {
  const Augmentation& augmentation = channel.augmentation();
  const double variance = augmentation.sigma * augmentation.sigma;
  MatrixXd result(rows.rows(), views.cols());
  for (Index i = 0; i < rows.rows(); ++i) {
    for (Index t = 0; t < views.cols(); ++t) {
      double density = 0;
      for (const ImageTransform& transform : augmentation.transforms) {
        RowMatrix moved(1, rows.cols());
        for (Index p = 0; p < rows.cols(); ++p) {
          const auto source = transform.source[static_cast<std::size_t>(p)];
          moved(0, p) = source < 0 ? 0 : rows(i, source);
        }
        const VectorXd centre = channel.coordinates().project(moved);
        density +=
            transform.weight * std::exp(-(views.col(t) - centre).squaredNorm() / (2 * variance));
      }
      const auto q = static_cast<double>(channel.dimension());
      result(i, t) = std::log(density) - 0.5 * q * std::log(2 * std::numbers::pi * variance);
    }
  }
  return result;
}

MatrixXd draw(const GaussianChannel& channel, Index per_original) {
  MatrixXd views(channel.dimension(), channel.originals() * per_original);
  for (Index t = 0; t < views.cols(); ++t) {
    views.col(t) =
        channel.sample(5, t / per_original, static_cast<std::uint32_t>(t % per_original));
  }
  return views;
}

}  // namespace

TEST_CASE("densities equal the sum of normal densities over all transforms") {
  for (const char* augmentation : {"gaussian:sigma=0.7",
                                   "gaussian:sigma=0.7,pca=4",
                                   "shift:r=1+flip+gaussian:sigma=0.5",
                                   "rot90+gaussian:sigma=0.4,pca=5"}) {
    INFO(augmentation);
    const RowMatrix rows = random_images(13);
    const GaussianChannel channel = make_channel(rows, augmentation);
    const MatrixXd views = draw(channel, 3);
    const MatrixXd plain = plain_log_density(channel, rows, views);
    MatrixXd k(13, views.cols());
    VectorXd offset(views.cols());
    channel.densities<double>(views, k, offset);
    expect_close((k.array().log().rowwise() + offset.transpose().array()).matrix(), plain, 1e-11);
    const auto transforms = static_cast<double>(channel.augmentation().transforms.size());
    for (Index t = 0; t < views.cols(); ++t) {
      CHECK(k.col(t).maxCoeff() <= transforms * (1 + 1e-15));
      CHECK(k.col(t).maxCoeff() >= 1 / transforms * (1 - 1e-12));
    }

    Eigen::MatrixXf single(13, views.cols());
    VectorXd single_offset(views.cols());
    channel.densities<float>(views, single, single_offset);
    expect_close(single.cast<double>(), k, 1e-5);
    expect_close(single_offset, offset, 1e-12);
  }
}

TEST_CASE("views far from every original have finite densities") {
  const RowMatrix rows = random_images(4);
  const GaussianChannel channel = make_channel(rows, "gaussian:sigma=0.01");
  MatrixXd k(4, 1);
  VectorXd offset(1);
  channel.densities<double>(MatrixXd::Constant(9, 1, 1e4), k, offset);
  CHECK(k.array().isFinite().all());
  CHECK(k.maxCoeff() == 1);
  CHECK(std::isfinite(offset[0]));
}

TEST_CASE("the sample mean and covariance of views are those of the channel") {
  const RowMatrix rows = random_images(2);
  const GaussianChannel channel = make_channel(rows, "flip+gaussian:sigma=0.5");
  constexpr Index count = 20000;
  MatrixXd views(9, count);
  for (Index t = 0; t < count; ++t)
    views.col(t) = channel.sample(3, 1, static_cast<std::uint32_t>(t));
  RowMatrix flipped(1, 9);
  for (Index p = 0; p < 9; ++p) flipped(0, p) = rows(1, p / 3 * 3 + 2 - p % 3);
  const VectorXd a = channel.coordinates().project(rows.row(1));
  const VectorXd b = channel.coordinates().project(flipped);
  const VectorXd mean = views.rowwise().mean();
  expect_close(mean, 0.5 * (a + b), 5 * 0.8 / std::sqrt(count));  // 5 standard errors
  const VectorXd variance = (views.colwise() - mean).array().square().rowwise().mean();
  const VectorXd expected = (0.25 + 0.25 * (a - b).array().square()).matrix();
  expect_close(variance, expected, 5 * 1.5 / std::sqrt(count));
}

TEST_CASE("a view is a function of seed, original and number alone") {
  const RowMatrix rows = random_images(5);
  const GaussianChannel channel = make_channel(rows, "flip+gaussian:sigma=1");
  const VectorXd view = channel.sample(7, 3, 2);
  expect_close(channel.sample(7, 3, 2), view, 0);
  CHECK((channel.sample(8, 3, 2) - view).norm() > 1e-3);
  CHECK((channel.sample(7, 3, 3) - view).norm() > 1e-3);
  CHECK((channel.sample(7, 2, 2) - view).norm() > 1e-3);
}

TEST_CASE("principal coordinates are orthonormal, ordered, and signed by their largest entry") {
  for (const Index count : {40, 6}) {  // more rows than columns, and fewer
    const RowMatrix rows = random_images(count);
    const Coordinates coordinates = fit_coordinates(rows, 4);
    CHECK(coordinates.dimension() == 4);
    expect_close(coordinates.basis.transpose() * coordinates.basis,
                 MatrixXd::Identity(4, 4),
                 1e-13);
    const MatrixXd z = coordinates.project(rows);
    const MatrixXd covariance = z * z.transpose();
    const MatrixXd centred = rows.rowwise() - rows.colwise().mean();
    const VectorXd values = test::plain_svd(centred).sigma.cwiseAbs2();
    expect_close(covariance, MatrixXd(values.head(4).asDiagonal()), 1e-10);
    for (Index j = 0; j < 4; ++j) {
      CHECK(coordinates.basis.col(j).maxCoeff() >= -coordinates.basis.col(j).minCoeff());
    }
  }
  const Coordinates all = fit_coordinates(random_images(5), 0);
  CHECK(all.dimension() == 9);
}

TEST_CASE("the same augmentation over other originals keeps the coordinates") {
  const RowMatrix rows = random_images(20);
  const GaussianChannel channel = make_channel(rows, "gaussian:sigma=1,pca=3");
  const GaussianChannel other = channel.with_originals(rows.topRows(4));
  CHECK(other.originals() == 4);
  expect_close(other.coordinates().basis, channel.coordinates().basis, 0);
  expect_refusal([&] { return channel.with_originals(RowMatrix::Zero(2, 8)); },
                 {"length of the originals", "8", "9"});
}

TEST_CASE("originals that are empty, not finite or too many are refused") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  expect_refusal([] { make_channel(RowMatrix(0, 9), "gaussian:sigma=1"); },
                 {"at least one original", "0 x 9"});
  RowMatrix rows = random_images(4);
  rows(2, 5) = nan;
  expect_refusal([&] { make_channel(rows, "gaussian:sigma=1"); },
                 {"finite", "row 2", "column 5", "nan"});
  expect_refusal([] { make_channel(random_images(3), "gaussian:sigma=1,pca=4"); },
                 {"pca", "4", "3 rows"});
  RowMatrix equal = RowMatrix::Ones(3, 9);
  expect_refusal([&] { make_channel(equal, "gaussian:sigma=1,pca=2"); }, {"rank of the data"});
  core::set_available_memory_for_tests(1000);
  expect_refusal([] { make_channel(random_images(30), "gaussian:sigma=1"); },
                 {"centres of the channel"});
  core::set_available_memory_for_tests(-1);
}
