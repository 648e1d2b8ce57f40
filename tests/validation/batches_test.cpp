// Batches have the law of the channel.
#include "validation/batches.hpp"
#include "support/catch.hpp"
#include "validation/compare.hpp"
#include "validation/random_channels.hpp"
#include "validation/statistics.hpp"

using namespace eigenviews;
using namespace eigenviews::validation;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST_CASE("views of one original come from one row of P, originals from the prior") {
  // Two originals with views of their own: a view tells its original.
  const MatrixXd p = (MatrixXd(2, 3) << .25, .75, 0, 0, 0, 1).finished();
  const kernel::FiniteChannel channel(p, (VectorXd(2) << .3, .7).finished());
  const BatchSampler sampler(channel, MatrixXd::Identity(3, 3));
  core::Stream stream({.seed = 5, .op = 900});
  const MatrixXd batch = sampler.draw(4000, 3, stream);
  REQUIRE(batch.rows() == 12000);
  for (Index i = 0; i < 4000; ++i) {
    const auto of_second = batch.block(3 * i, 2, 3, 1).sum();
    CHECK((of_second == 0 || of_second == 3));
  }
  const VectorXd shares = batch.colwise().mean();  // standard errors below .008
  CHECK(shares[0] == Approx(.075).margin(.03));
  CHECK(shares[1] == Approx(.225).margin(.04));
  CHECK(shares[2] == Approx(.7).margin(.04));
}

TEST_CASE("an original and a view without weight are never drawn") {
  const MatrixXd p = (MatrixXd(2, 2) << 1, 0, 0, 1).finished();
  const kernel::FiniteChannel channel(p, (VectorXd(2) << 1e-12, 1 - 1e-12).finished());
  const BatchSampler sampler(channel, MatrixXd::Identity(2, 2));
  core::Stream stream({.seed = 6, .op = 900});
  CHECK(sampler.draw(1000, 2, stream).col(1).minCoeff() == 1);
}

TEST_CASE("repeated means are means of batches, reproducible, and differ between repeats") {
  const Repetition repetition{.repeats = 40, .batches = 5, .seed = 9, .op = 901};
  const auto uniform = [](core::Stream& stream) {
    return VectorXd::Constant(2, stream.uniform()).eval();
  };
  const MatrixXd means = repeated_means(repetition, uniform);
  REQUIRE(means.rows() == 40);
  REQUIRE(means.cols() == 2);
  CHECK(means == repeated_means(repetition, uniform));
  CHECK(means.col(0) == means.col(1));
  CHECK(means(0, 0) != means(1, 0));
  core::Stream first({.seed = 9, .original = 0, .op = 901});
  double sum = 0;
  for (int i = 0; i < 5; ++i) sum += first.uniform();
  CHECK(means(0, 0) == Approx(sum / 5).epsilon(1e-15));
  Outcome outcome;
  compare_means(outcome, {"u", "v"}, means, VectorXd::Constant(2, .5), 6);
  CHECK(holds(outcome));
  CHECK(outcome.checks.at(0).tolerance == 6 * estimate(means.col(0)).standard_error);
  Outcome wrong;
  compare_means(wrong, {"u", "v"}, means, (VectorXd(2) << .5, .8).finished(), 6);
  CHECK_FALSE(holds(wrong));
}

TEST_CASE("points are appended to a curve, with bars or without") {
  Curve curve;
  add_point(curve, 1, 2, 3);
  add_point(curve, 4, 5, 6);
  CHECK(curve.x == Eigen::Vector2d(1, 4));
  CHECK(curve.predicted == Eigen::Vector2d(2, 5));
  CHECK(curve.measured == Eigen::Vector2d(3, 6));
  CHECK(curve.error.size() == 0);
  Curve barred;
  add_point(barred, 1, 2, 3, .5);
  CHECK(barred.error == VectorXd::Constant(1, .5));
}
