#include "solver/bootstrap_energy.hpp"

#include <Eigen/QR>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_refusal;

namespace {

// Orthonormal functions on 597 points of equal weight.
MatrixXd orthonormal(Eigen::Index count) {
  std::srand(5);
  const MatrixXd random = MatrixXd::Random(597, count);
  return MatrixXd(Eigen::HouseholderQR<MatrixXd>(random).householderQ() *
                  MatrixXd::Identity(597, count)) *
         std::sqrt(597.0);
}

const std::vector<std::vector<Eigen::Index>> clusters = {{0}, {1, 2}, {3, 4, 5}};
const VectorXd uniform = VectorXd::Constant(597, 1.0 / 597);

}  // namespace

TEST_CASE("what lies in the span is captured in every draw, and what does not is not") {
  const MatrixXd v = orthonormal(6);
  const MatrixXd mixed = v.leftCols(3) * (MatrixXd(3, 3) << 1, 2, 0, 0, 1, 5, 3, 0, 1).finished();
  const auto intervals = bootstrap_energy(mixed, v, clusters, uniform, 199, 50, 1);
  REQUIRE(intervals.size() == 3);
  CHECK(std::abs(intervals[0].low - 1) <= 1e-9);
  CHECK(std::abs(intervals[1].low - 1) <= 1e-9);
  CHECK(intervals[2].high <= 0.1);  // orthogonal in the sample, nearly so in each draw
  CHECK(intervals[2].low > 0);
}

TEST_CASE("the interval of a mean of two parts has the bootstrap's width") {
  // f equals v on the first half of 199 originals and is orthogonal on the others: the energy of a
  // draw is c / 199 with c binomial, sd = 1 / (2 sqrt(199)) = .0354 and 95 % within +- .0695.
  VectorXd v(597), w(597);
  for (Eigen::Index t = 0; t < 597; ++t) {
    const double sign = t % 3 == 0 ? -2 : 1;  // sums to 0 over the three views of an original
    v[t] = sign;
    w[t] = t / 3 < 100 ? sign : (t % 3 == 0 ? 0.0 : (t % 3 == 1 ? 3 : -3) / std::sqrt(3.0));
  }
  const double norm = std::sqrt(v.squaredNorm() / 597);
  const auto intervals = bootstrap_energy(w, MatrixXd(v / norm), {{0}}, uniform, 199, 2000, 3);
  // energy = (share of the first part)^2 where both have equal norms: about 1/4 of it,
  // derivative 1.
  CHECK(intervals[0].low < 0.2525);
  CHECK(intervals[0].high > 0.2525);
  CHECK(std::abs(intervals[0].high - intervals[0].low - 2 * 0.0698) <= 0.01);
}

TEST_CASE("draws depend on the seed alone") {
  const MatrixXd v = orthonormal(6);
  const MatrixXd f = v.leftCols(2) + v.rightCols(2);
  const auto first = bootstrap_energy(f, v, clusters, uniform, 199, 20, 1);
  const auto again = bootstrap_energy(f, v, clusters, uniform, 199, 20, 1);
  const auto other = bootstrap_energy(f, v, clusters, uniform, 199, 20, 2);
  CHECK(first[0].low == again[0].low);
  CHECK(first[0].low != other[0].low);
}

TEST_CASE("the bootstrap refuses what has no meaning") {
  const MatrixXd v = orthonormal(6);
  const auto run = [&](const MatrixXd& f, const auto& c, Eigen::Index originals, Eigen::Index n) {
    return bootstrap_energy(f, v, c, uniform, originals, n, 1);
  };
  expect_refusal([&] { return run(v, clusters, 198, 20); }, {"divide the 597 points", "198"});
  expect_refusal([&] { return run(v, clusters, 0, 20); }, {"divide"});
  expect_refusal([&] { return run(v, clusters, 199, 1); }, {"repeats"});
  const std::vector<std::vector<Eigen::Index>> beyond = {{5, 6}}, gap = {{0, 2}}, empty = {{}};
  for (const auto& wrong : {beyond, gap, empty}) {
    expect_refusal([&] { return run(v, wrong, 199, 20); }, {"run of indices"});
  }
  MatrixXd bad = v;
  bad(3, 1) = std::numeric_limits<double>::quiet_NaN();
  expect_refusal([&] { return run(bad, clusters, 199, 20); }, {"row 3, column 1"});
  expect_refusal([&] { return bootstrap_energy(v, v.topRows(5), clusters, uniform, 199, 20, 1); },
                 {"exact"});
  expect_refusal([&] { return bootstrap_energy(v, v, clusters, 2 * uniform, 199, 20, 1); },
                 {"sum to 1"});
}
