#include "solver/captured_energy.hpp"

#include <cmath>
#include <limits>

#include "solver/function_spaces.hpp"
#include "solver/principal_angles.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;
using test::expect_refusal;

namespace {

using Clusters = std::vector<std::vector<Index>>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// s = 1, .6 three times, .2 on 43 weighted points.
struct Spectrum {
  VectorXd weights = test::random_weights(43, 1);
  MatrixXd exact = test::orthonormal_functions(weights, 5, 2);
  VectorXd eigenvalues{{1, 0.6, 0.6, 0.6, 0.2}};
  Clusters clusters{{0}, {1, 2, 3}, {4}};

  [[nodiscard]] CapturedEnergy of(const MatrixXd& features, Index dim) const {
    return captured_energy(features, exact, eigenvalues, clusters, weights, dim);
  }
};

}  // namespace

TEST_CASE("the energy of a tilted line is cos^2 and sin^2 of its angle") {
  const VectorXd w{{0.5, 0.25, 0.25}};
  const MatrixXd exact = w.cwiseSqrt().cwiseInverse().asDiagonal() * MatrixXd::Identity(3, 3);
  const MatrixXd line = exact * VectorXd{{3 * std::cos(0.4), 3 * std::sin(0.4), 0}};
  const CapturedEnergy energy =
      captured_energy(line, exact, VectorXd{{1, 0.5, 0.1}}, {{0}, {1}, {2}}, w, 1);
  const double c = std::cos(0.4);
  expect_close(energy.each, VectorXd{{c * c, 1 - c * c, 0}}, 1e-15);
  CHECK(energy.rank == 1);
  CHECK(energy.mean_alignment == Approx(c * c).epsilon(1e-14));
  CHECK(energy.lowest_alignment == Approx(c * c).epsilon(1e-14));
}

TEST_CASE("clusters inside dim are expected whole, cut ones in part, later ones not at all") {
  const Spectrum spectrum;
  const auto expected = [&](Index dim) {
    std::vector<double> values;
    for (const auto& c : spectrum.of(spectrum.exact.leftCols(1), dim).clusters) {
      values.push_back(c.expected);
    }
    return values;
  };
  CHECK(expected(1) == std::vector<double>{1, 0, 0});
  CHECK(expected(2) == std::vector<double>{1, 1.0 / 3, 0});
  CHECK(expected(4) == std::vector<double>{1, 1, 0});
  CHECK(expected(5) == std::vector<double>{1, 1, 1});
  CHECK(expected(64) == std::vector<double>{1, 1, 1});
}

TEST_CASE("a space that is optimal for a cut cluster is fully aligned, whatever it holds of it") {
  const Spectrum spectrum;
  MatrixXd turned = spectrum.exact;
  turned.middleCols(1, 3) *= test::random_orthonormal(3, 3, 3);
  const CapturedEnergy energy = spectrum.of(turned.leftCols(3) * test::random_mixing(3, 4), 3);
  CHECK(energy.clusters[1].captured == Approx(2.0 / 3).epsilon(1e-13));
  CHECK(energy.clusters[1].indices == std::vector<Index>{1, 2, 3});
  CHECK(energy.clusters[1].eigenvalue == Approx(0.6).epsilon(1e-15));
  CHECK(energy.mean_alignment == Approx(1).epsilon(1e-13));
  CHECK(energy.lowest_alignment == Approx(1).epsilon(1e-13));
  // Function by function the same space looks wrong: only the cluster is meaningful.
  CHECK((energy.each - VectorXd{{1, 1, 1, 0, 0}}).cwiseAbs().maxCoeff() > 0.1);
}

TEST_CASE("the energy of a cluster does not depend on its basis, nor on mixing or collapse") {
  Spectrum spectrum;
  MatrixXd features = test::random_matrix(43, 4, 5);
  const CapturedEnergy before = spectrum.of(features, 4);
  spectrum.exact.middleCols(1, 3) *= test::random_orthonormal(3, 3, 6);
  MatrixXd more(43, 7);
  more << features * test::random_mixing(4, 7), features.leftCols(3);
  const CapturedEnergy after = spectrum.of(more, 4);
  CHECK(after.rank == 4);
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(after.clusters[c].captured == Approx(before.clusters[c].captured).epsilon(1e-12));
  }
}

TEST_CASE("energies of the first d functions sum to sum cos^2 of the angles") {
  const VectorXd weights = test::random_weights(597, 8);
  const MatrixXd exact = test::orthonormal_functions(weights, 43, 9);
  const MatrixXd features = exact.leftCols(29) + 0.02 * test::random_matrix(597, 29, 10);
  Clusters alone;
  for (Index i = 0; i < 43; ++i) alone.push_back({i});
  const CapturedEnergy energy =
      captured_energy(features, exact, VectorXd::LinSpaced(43, 1, 0.1), alone, weights, 17);
  const auto angles = principal_angles(features, exact.leftCols(17), weights);
  CHECK(energy.each.head(17).sum() == Approx(angles.angles.array().cos().square().sum()));
  CHECK(energy.each.head(17).mean() == Approx(mean_cos2(angles, 17)).epsilon(1e-12));
}

TEST_CASE("a missed function shows in the lowest alignment where a cut cluster hides it") {
  const Spectrum spectrum;
  const CapturedEnergy energy = spectrum.of(spectrum.exact.middleCols(1, 2), 2);  // v_1 missed
  CHECK(energy.mean_alignment == Approx(1).epsilon(1e-13));  // (0 + (2/3)/(1/3)) / 2
  CHECK(energy.lowest_alignment <= 1e-13);
}

TEST_CASE("features of rank zero capture nothing") {
  const Spectrum spectrum;
  const CapturedEnergy energy = spectrum.of(MatrixXd::Zero(43, 3), 3);
  CHECK(energy.rank == 0);
  CHECK(energy.each.isZero(0));
  CHECK(energy.mean_alignment == 0);
}

TEST_CASE("captured energy refuses what breaks its rules") {
  const Spectrum s;
  const MatrixXd f = test::random_matrix(43, 2, 11);
  const auto with = [&](const Spectrum& spectrum, Index dim = 2) {
    return [=] { (void)spectrum.of(f, dim); };
  };
  expect_refusal(with(s, 0), {"captured_energy", "dim", "0"});
  Spectrum bad = s;
  bad.exact.col(1) *= 1.01;
  expect_refusal(with(bad), {"orthonormal", "<v_1, v_1> = 1.02"});
  bad.exact = s.exact;
  bad.exact.col(4) += 0.1 * s.exact.col(2);
  expect_refusal(with(bad), {"orthonormal", "<v_2, v_4> = 0."});
  bad.exact = s.exact;
  bad.exact(7, 3) = not_a_number;
  expect_refusal(with(bad), {"exact must be finite", "row 7, column 3"});
  bad = s;
  bad.eigenvalues = s.eigenvalues.head(4);
  expect_refusal(with(bad), {"eigenvalues", "4 x 1"});
  bad = s;
  bad.eigenvalues[2] = not_a_number;
  expect_refusal(with(bad), {"eigenvalues must be finite", "nan"});
  expect_refusal([&] { (void)s.of(f.topRows(42), 2); }, {"features", "42 x 2"});
  for (const auto& [clusters, part] : std::vector<std::pair<Clusters, std::string>>{
           {{{0}, {1, 2, 3}}, "received 4"},
           {{{0}, {1, 2, 3}, {4}, {5}}, "all 5 functions"},
           {{{0}, {1, 3, 2}, {4}}, "3 in the place of 2"},
           {{{1}, {0, 2, 3}, {4}}, "1 in the place of 0"},
           {{{0}, {}, {1, 2, 3}, {4}}, "an empty one"}}) {
    bad = s;
    bad.clusters = clusters;
    expect_refusal(with(bad), {"captured_energy", part});
  }
}
