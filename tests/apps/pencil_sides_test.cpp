// The pencil where the channel, and so its answer, is known.
#include "compare_subspace/pencil_sides.hpp"

#include <cmath>

#include "compare_subspace/comparison.hpp"
#include "core/memory.hpp"
#include "core/random.hpp"
#include "kernel/toy.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::apps;
using namespace eigenviews::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// Six states on a circle, a uniform among three neighbours of x: s = 1, (2/3)^2 twice, 1/9, 0
// twice.
const kernel::Toy& cycle() {
  static const kernel::Toy toy = kernel::make_toy("cyclic,n=6,w=3");
  return toy;
}

VectorXd cycle_values() {
  VectorXd values(6);
  values << 1, 4 / 9.0, 4 / 9.0, 1 / 9.0, 0, 0;
  return values;
}

// Indicators of the states, a complete basis, of every pair of views as often as it comes.
MatrixXd population() {
  const MatrixXd p = cycle().channel.dense_p();
  std::vector<Index> states;
  for (Index x = 0; x < 6; ++x) {
    for (Index a = 0; a < 6; ++a) {
      for (Index b = 0; b < 6; ++b) {
        if (p(x, a) * p(x, b) > 0) states.insert(states.end(), {a, b});
      }
    }
  }
  MatrixXd features = MatrixXd::Zero(static_cast<Index>(states.size()), 6);
  for (Index row = 0; row < features.rows(); ++row) {
    features(row, states[static_cast<std::size_t>(row)]) = 1;
  }
  return features;
}

// The same of n originals with m views each, sampled.
MatrixXd sample(Index n, Index m) {
  const MatrixXd p = cycle().channel.dense_p();
  MatrixXd features = MatrixXd::Zero(n * m, 6);
  for (Index i = 0; i < n; ++i) {
    core::Stream stream({.seed = 3, .original = static_cast<std::uint32_t>(i)});
    const auto x = static_cast<Index>(stream.below(6));
    for (Index j = 0; j < m; ++j) {
      double level = stream.uniform();
      Index a = 0;
      while (a < 5 && level >= p(x, a)) level -= p(x, a++);
      features(i * m + j, a) = 1;
    }
  }
  return features;
}

MatrixXd noise(Index rows, Index columns) {
  core::Stream stream({.seed = 8});
  MatrixXd values(rows, columns);
  stream.fill_normal({values.data(), static_cast<std::size_t>(values.size())});
  return values;
}

PencilSides sides_of(const MatrixXd& features, Index views, Index functions) {
  return pencil_sides(features, views, functions, "test", "a channel");
}

}  // namespace

TEST_CASE("in population the pencil of a complete basis has the eigenvalues and eigenfunctions") {
  const MatrixXd features = population();
  REQUIRE(features.rows() == 2 * 54);
  const PencilSides sides = sides_of(features, 2, 6);
  const ExactFunctions& exact = sides.exact;
  expect_close(exact.eigenvalues, cycle_values(), 1e-12);
  CHECK(sides.rank == 5);
  CHECK(exact.originals == 54);
  CHECK(exact.sampled);
  CHECK(exact.dataset == "test");
  CHECK(exact.channel == "a channel");
  const MatrixXd gram = exact.v.transpose() * exact.rho_a.asDiagonal() * exact.v;
  expect_close(gram, MatrixXd::Identity(6, 6), 1e-12);
  expect_close(exact.v.col(0), VectorXd::Ones(108), 1e-12);
  // The alternating function has s = 1/9, alone.
  VectorXd alternating(108);
  for (Index i = 0; i < 108; ++i) {
    Index state = 0;
    features.row(i).maxCoeff(&state);
    alternating[i] = state % 2 == 0 ? 1 : -1;
  }
  CHECK(std::abs(alternating.dot(exact.v.col(3))) / 108 == Approx(1));
}

TEST_CASE("any mixture of the features gives the same values") {
  MatrixXd mixing = noise(6, 6) + 3 * MatrixXd::Identity(6, 6);
  const PencilSides sides = sides_of(population() * mixing, 2, 6);
  expect_close(sides.exact.eigenvalues, cycle_values(), 1e-10);
}

TEST_CASE("a sample has the eigenvalues within its standard errors, and clusters what it mixes") {
  const Index n = 4000;
  const PencilSides sides = sides_of(sample(n, 4), 4, 6);
  const VectorXd truth = cycle_values();
  REQUIRE(sides.exact.eigenvalues.size() == 6);
  REQUIRE(sides.held_out.size() == 6);
  CHECK(sides.exact.eigenvalues[0] == 1);
  CHECK(sides.errors[0] == 0);
  for (Index i = 1; i < 6; ++i) {
    INFO(i << " " << sides.exact.eigenvalues[i] << " " << sides.errors[i]);
    CHECK(sides.errors[i] > 0);
    CHECK(sides.errors[i] < 0.03);
    CHECK(std::abs(sides.exact.eigenvalues[i] - truth[i]) <= 4.5 * sides.errors[i]);
    CHECK(std::abs(sides.held_out[i] - truth[i]) <= 4.5 * std::sqrt(2) * sides.errors[i]);
  }
  const std::vector<std::vector<Index>> expected = {{0}, {1, 2}, {3}, {4, 5}};
  CHECK(sides.exact.clusters == expected);
}

TEST_CASE("standard errors are the spread of the values over samples") {
  // One feature, the alternating function: no choice among functions, so no upward error.
  const Index n = 300, repeats = 200;
  const MatrixXd all = sample(n * repeats, 3);
  VectorXd alternating(6);
  alternating << 1, -1, 1, -1, 1, -1;
  double sum = 0, squares = 0, error = 0;
  for (Index r = 0; r < repeats; ++r) {
    const MatrixXd feature = all.middleRows(r * n * 3, n * 3) * alternating;
    const PencilSides sides = sides_of(feature, 3, 2);
    sum += sides.exact.eigenvalues[1] / repeats;
    squares += std::pow(sides.exact.eigenvalues[1], 2) / repeats;
    error += sides.errors[1] / repeats;
  }
  const double spread = std::sqrt(squares - sum * sum);
  INFO(spread << " " << error);
  CHECK(spread / error == Approx(1).margin(4.5 / std::sqrt(2.0 * repeats)));
}

TEST_CASE("the last cluster is whole, and functions beyond the rank are not made up") {
  CHECK(sides_of(sample(4000, 4), 4, 2).exact.eigenvalues.size() == 3);
  CHECK(sides_of(sample(4000, 4), 4, 1).exact.eigenvalues.size() == 1);
  CHECK(sides_of(sample(4000, 4), 4, 99).exact.eigenvalues.size() == 6);
}

TEST_CASE("features that say nothing look invariant where they are fitted, not where held out") {
  const PencilSides sides = sides_of(noise(2 * 60, 30), 2, 4);  // all s = 0
  CHECK(sides.exact.eigenvalues[1] > 0.4);
  REQUIRE(sides.held_out.size() == sides.exact.eigenvalues.size());
  CHECK(sides.held_out[1] < sides.exact.eigenvalues[1] - 0.2);
  CHECK(sides_of(sample(3, 2), 2, 2).held_out.size() == 0);
}

TEST_CASE("functions of the original alone have s = 1 and are not taken for the constant") {
  MatrixXd features(2 * 12, 1);
  for (Index i = 0; i < 24; ++i) features(i, 0) = static_cast<double>(i / 2 * (i / 2));
  const PencilSides sides = sides_of(features, 2, 2);
  CHECK(sides.exact.eigenvalues[1] == Approx(1));
  const std::vector<std::vector<Index>> expected = {{0}, {1}};
  CHECK(sides.exact.clusters == expected);
}

TEST_CASE("constants added to the features change nothing") {
  const MatrixXd features = sample(400, 3);
  const PencilSides plain = sides_of(features, 3, 6);
  VectorXd shift(6);
  shift << 1, 20, -3, 7, 0, 5;
  const PencilSides shifted = sides_of(features.rowwise() + shift.transpose(), 3, 6);
  expect_close(shifted.exact.eigenvalues, plain.exact.eigenvalues, 1e-10);
  expect_close(shifted.held_out, plain.held_out, 1e-10);
}

TEST_CASE("functions of features that hardly differ are orthonormal to rounding") {
  MatrixXd features = noise(2 * 60, 5);
  for (Index j = 1; j < 5; ++j) features.col(j) = features.col(0) + 1e-8 * features.col(j);
  const MatrixXd v = sides_of(features, 2, 6).exact.v;
  REQUIRE(v.cols() == 6);
  expect_close(v.transpose() * v / 120, MatrixXd::Identity(6, 6), 1e-13);
}

TEST_CASE("a projector that keeps the leading functions is aligned, one that drops one is not") {
  const MatrixXd features = sample(4000, 4);
  const PencilSides sides = sides_of(features, 4, 5);
  ComparisonOptions options;
  options.centring = Centring::yes;
  const MatrixXd mixing = noise(3, 3) + 3 * MatrixXd::Identity(3, 3);
  const MatrixXd kept = sides.exact.v.middleCols(1, 3) * mixing;
  const Comparison aligned = compare(sides.exact, kept, nullptr, options);
  CHECK(aligned.aligned);
  CHECK(aligned.cluster_alignment == Approx(1));
  MatrixXd dropped = sides.exact.v.middleCols(1, 3);
  dropped.col(2) = sides.exact.v.col(4);
  CHECK(!compare(sides.exact, dropped, nullptr, options).aligned);
}

TEST_CASE("the pencil refuses samples that give none") {
  const MatrixXd features = sample(10, 2);
  const auto refused = [](const MatrixXd& f,
                          Index views,
                          Index functions,
                          std::initializer_list<std::string_view> parts) {
    expect_refusal([&] { (void)sides_of(f, views, functions); }, parts);
  };
  refused(features, 1, 3, {"at least two views", "1"});
  refused(features, 3, 3, {"3 views of each", "20 rows"});
  refused(features.topRows(2), 2, 3, {"at least two originals", "2 rows"});
  refused(features, 2, 0, {"at least one function", "0"});
  refused(MatrixXd::Constant(20, 2, 3), 2, 2, {"must not be the same", "rank 0"});
  MatrixXd bad = features;
  bad(3, 2) = NAN;
  refused(bad, 2, 3, {"nan"});
  core::set_available_memory_for_tests(100);
  refused(features, 2, 3, {"the pencil", "fewer originals"});
  core::set_available_memory_for_tests(-1);
}
