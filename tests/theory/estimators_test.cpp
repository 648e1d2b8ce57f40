#include <functional>

#include "support/expect.hpp"
#include "theory/feature_moments.hpp"
#include "theory/invariance_estimator.hpp"
#include "theory/orthogonality_bias.hpp"
#include "theory/sample_estimators.hpp"
#include "theory/tools.hpp"
#include "theory/view_means.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using namespace eigenviews::theory::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;
using eigenviews::test::expect_close;
using eigenviews::test::expect_refusal;

namespace {

// Two originals, three views, two features: small enough to enumerate every batch.
const VectorXd rho_x{{.3, .7}};
const MatrixXd p{{.5, .3, .2}, {.1, .3, .6}};
const MatrixXd f{{1.2, -.4}, {-.3, .9}, {.5, 1.1}};

struct Batch {
  Index originals = 0;
  Index views = 0;
};

// Mean of a statistic of the features of a batch over all batches, by enumeration.
double expectation(const Batch& batch, const std::function<double(const MatrixXd&)>& statistic) {
  const Index calls = batch.originals * batch.views;
  const auto count = [](Index base, Index digits) {
    return static_cast<Index>(std::llround(std::pow(base, digits)));
  };
  double mean = 0;
  MatrixXd features(calls, f.cols());
  for (Index xs = 0; xs < count(p.rows(), batch.originals); ++xs) {
    for (Index as = 0; as < count(p.cols(), calls); ++as) {
      double probability = 1;
      Index rest_x = xs;
      Index rest_a = as;
      for (Index i = 0; i < batch.originals; ++i, rest_x /= p.rows()) {
        const Index x = rest_x % p.rows();
        probability *= rho_x[x];
        for (Index j = 0; j < batch.views; ++j, rest_a /= p.cols()) {
          const Index a = rest_a % p.cols();
          probability *= p(x, a);
          features.row(i * batch.views + j) = f.row(a);
        }
      }
      mean += probability * statistic(features);
    }
  }
  return mean;
}

double variance(const Batch& batch, const std::function<double(const MatrixXd&)>& statistic) {
  const double mean = expectation(batch, statistic);
  return expectation(batch, [&](const MatrixXd& features) {
    const double away = statistic(features) - mean;
    return away * away;
  });
}

const FeatureMoments moments = feature_moments(p, rho_x, f);
const double penalty = (moments.c - MatrixXd::Identity(2, 2)).squaredNorm();

}  // namespace

TEST_CASE("moments of a channel by hand") {
  // f = +-1 on two views; from x = 0 always +1, from x = 1 either with 1/2.
  const FeatureMoments m =
      feature_moments(MatrixXd{{1, 0}, {.5, .5}}, VectorXd{{.5, .5}}, MatrixXd{{1}, {-1}});
  CHECK(m.mean[0] == Approx(.5));
  CHECK(m.c(0, 0) == Approx(1));
  CHECK(m.c_plus(0, 0) == Approx(.5));     // (Tf)^2 = 1 or 0
  CHECK(m.invariance.mean == Approx(.5));  // v = 0 or 1
  CHECK(m.invariance.variance == Approx(.25));
  CHECK(m.invariance.square == Approx(.5));
  CHECK(m.invariance.fourth == Approx(.5));
  CHECK(m.invariance.covariance_square == Approx(.5));
  CHECK(m.orthogonality.fourth == Approx(1));
  CHECK(m.orthogonality.pair_square == Approx(1));
  CHECK(m.orthogonality.c_square == Approx(1));
}

TEST_CASE("moments agree with enumerated batches") {
  CHECK(moments.invariance.mean == Approx((moments.c - moments.c_plus).trace()).epsilon(1e-14));
  CHECK(expectation({1, 1}, [](const MatrixXd& b) { return b(0, 0) * b(0, 1); }) ==
        Approx(moments.c(0, 1)));
  CHECK(expectation({1, 2}, [](const MatrixXd& b) { return b(0, 0) * b(1, 1); }) ==
        Approx(moments.c_plus(0, 1)));
  CHECK(expectation({1, 2}, [](const MatrixXd& b) {
          return (b.row(0) - b.row(1)).squaredNorm();
        }) == Approx(2 * moments.invariance.mean));
  CHECK(expectation({1, 2}, [](const MatrixXd& b) {
          return std::pow(b.row(0).dot(b.row(1)), 2);
        }) == Approx(moments.orthogonality.pair_square));
  CHECK(expectation({1, 1}, [](const MatrixXd& b) { return std::pow(b.squaredNorm(), 2); }) ==
        Approx(moments.orthogonality.fourth));
}

TEST_CASE("means of the three forms of the invariance term") {
  for (const Index m : {2, 3, 4}) {
    INFO(m << " views");
    const double plug_in = expectation({1, m}, [](const MatrixXd& b) {
      return (b.rowwise() - b.colwise().mean()).rowwise().squaredNorm().mean();
    });
    CHECK(plug_in == Approx(plug_in_invariance_factor(m) * moments.invariance.mean).epsilon(1e-13));
    const double leave_one_out = expectation({1, m}, [m](const MatrixXd& b) {
      const RowVectorXd sum = b.colwise().sum();
      const MatrixXd others = ((-b).rowwise() + sum) / static_cast<double>(m - 1);
      return (b - others).rowwise().squaredNorm().mean();
    });
    CHECK(leave_one_out ==
          Approx(leave_one_out_invariance_factor(m) * moments.invariance.mean).epsilon(1e-13));
    CHECK(expectation({1, m}, [m](const MatrixXd& b) { return invariance_estimate(b, m); }) ==
          Approx(moments.invariance.mean).epsilon(1e-13));
  }
  CHECK(plug_in_invariance_factor(2) == .5);
  CHECK(leave_one_out_invariance_factor(2) == 2);
  CHECK(leave_one_out_invariance_factor(4) == Approx(4 / 3.));
}

TEST_CASE("the variance of the invariance estimator, by enumeration") {
  for (const auto& [n, m] :
       {std::pair<Index, Index>{1, 2}, {1, 3}, {1, 5}, {2, 2}, {3, 2}, {2, 3}}) {
    INFO(n << " originals, " << m << " views");
    const Index views = m;
    CHECK(variance({n, m}, [&](const MatrixXd& b) { return invariance_estimate(b, views); }) ==
          Approx(invariance_variance(moments.invariance, n, m)).epsilon(1e-12));
  }
}

TEST_CASE("a scalar Gaussian feature of constant variance gains a factor 2 at most") {
  const InvarianceMoments gaussian{1, 0, 1, 3, 1};
  for (const Index m : {2, 3, 8, 64}) {  // N Var = 2 m / (m - 1)
    const auto views = static_cast<double>(m);
    CHECK(views * invariance_variance(gaussian, 1, m) == Approx(2 * views / (views - 1)));
  }
  CHECK(std::isinf(optimal_views(gaussian)));
  CHECK(std::isinf(break_even_views(gaussian)));
}

TEST_CASE("the measured example of the oracle, d = 3 at N = 24 calls") {
  const double between = 3.557;  // E4 - Ev2
  const InvarianceMoments example{0, .306, 5, 5 + between, 2.672};
  const auto budget = [&](Index m) {
    return static_cast<double>(m) * invariance_variance(example, 1, m);
  };
  CHECK(budget(2) == Approx(9.51).margin(.01));
  CHECK(budget(3) == Approx(7.15).margin(.01));
  CHECK(budget(4) == Approx(6.56).margin(.01));
  CHECK(budget(6) == Approx(6.46).margin(.01));
  CHECK(budget(12) == Approx(7.72).margin(.01));
  CHECK(optimal_views(example) == Approx(5.18).margin(.005));
}

TEST_CASE("the best number of views and where two are as good") {
  for (const auto& [v, es2] : {std::pair{1., 1.2}, {.01, 1.}, {.2, 3.}, {1., .5}}) {
    const InvarianceMoments example{0, v, 4, 5, es2};
    const auto budget = [&](Index m) {
      return static_cast<double>(m) * invariance_variance(example, 1, m);
    };
    const double best = optimal_views(example);
    INFO("V " << v << ", ES2 " << es2 << ", best " << best);
    for (Index m = 3; m < 100; ++m) {
      const auto views = static_cast<double>(m);
      if (views <= best) CHECK(budget(m) < budget(m - 1));
      if (views - 1 >= best) CHECK(budget(m) > budget(m - 1));
      CHECK((budget(m) < budget(2)) == (views < break_even_views(example)));
    }
    CHECK((budget(3) < budget(2)) == (v < es2));
  }
}

TEST_CASE("the bias of the plug-in orthogonality term, by enumeration") {
  for (const auto& [n, m] : {std::pair<Index, Index>{1, 1}, {3, 1}, {1, 3}, {2, 2}, {3, 2}}) {
    INFO(n << " originals, " << m << " views");
    CHECK(expectation({n, m}, orthogonality_plug_in) - penalty ==
          Approx(orthogonality_bias(moments.orthogonality, n, m)).epsilon(1e-11));
  }
  // White Gaussian features, d = 4: E|f|^4 = d (d + 2), |C|_F^2 = d.
  CHECK(orthogonality_bias({24, 0, 4}, 16, 1) == Approx(4 * 5 / 16.));
}

TEST_CASE("the bias of the centred covariance, by enumeration") {
  const MatrixXd centred = f.rowwise() - moments.mean.transpose();
  const VectorXd rho_a = p.transpose() * rho_x;
  const MatrixXd r = centred.transpose() * rho_a.asDiagonal() * centred;
  const CentralMoments central{rho_a.dot(centred.rowwise().squaredNorm().cwiseAbs2()),
                               r.trace(),
                               r.squaredNorm()};
  for (const Index n : {2, 3, 4}) {
    const double mean = expectation({n, 1}, [n](const MatrixXd& b) {
      const MatrixXd away = b.rowwise() - b.colwise().mean();
      return (away.transpose() * away / static_cast<double>(n - 1)).squaredNorm();
    });
    CHECK(mean - r.squaredNorm() == Approx(centred_orthogonality_bias(central, n)).epsilon(1e-11));
  }
}

TEST_CASE("half batches and U-statistics are unbiased, by enumeration") {
  const double cross = (moments.c_plus - MatrixXd::Identity(2, 2)).squaredNorm();
  for (const auto& [n, m] : {std::pair<Index, Index>{2, 1}, {3, 1}, {2, 2}, {2, 3}, {3, 2}}) {
    const Index views = m;
    INFO(n << " originals, " << m << " views");
    CHECK(expectation({n, m}, [&](const MatrixXd& b) {
            return orthogonality_half_batch(b, views);
          }) == Approx(penalty).epsilon(1e-12));
    CHECK(expectation({n, m}, [&](const MatrixXd& b) {
            return orthogonality_u_statistic(b, views);
          }) == Approx(penalty).epsilon(1e-12));
    if (views < 2) continue;
    CHECK(expectation({n, m}, [&](const MatrixXd& b) {
            return cross_view_u_statistic(b, views);
          }) == Approx(cross).epsilon(1e-12));
  }
  // Of four originals the U-statistic uses all pairs.
  const auto half = [](const MatrixXd& b) { return orthogonality_half_batch(b, 1); };
  const auto all = [](const MatrixXd& b) { return orthogonality_u_statistic(b, 1); };
  CHECK(variance({4, 1}, half) > 1.05 * variance({4, 1}, all));
}

TEST_CASE("the second moment of a mean of views") {
  for (const Index q : {1, 2, 4}) {
    const MatrixXd predicted = view_mean_moment(moments.c, moments.c_plus, q);
    for (const auto& [i, j] : {std::pair<Index, Index>{0, 0}, {0, 1}, {1, 1}}) {
      const Index row = i;
      const Index col = j;
      CHECK(expectation({1, q}, [&](const MatrixXd& b) {
              return b.col(row).mean() * b.col(col).mean();
            }) == Approx(predicted(i, j)).epsilon(1e-13));
    }
  }
  expect_close(self_inclusive_spectrum(VectorXd{{1, .5, 0}}, 4), VectorXd{{1, .625, .25}}, 1e-15);
  expect_close(self_inclusive_spectrum(VectorXd{{.7}}, 1), VectorXd{{1}}, 0);
}

TEST_CASE("moments refuse what is no channel") {
  const double nan = std::nan("");
  expect_refusal([] { (void)feature_moments(MatrixXd(0, 0), rho_x, f); },
                 {"feature_moments", "P needs at least one row"});
  expect_refusal([] { (void)feature_moments(2 * p, rho_x, f); }, {"every row of P must sum to 1"});
  expect_refusal(
      [] {
        (void)feature_moments(MatrixXd{{1.5, -.5, 0}, {1, 0, 0}}, rho_x, f);
      },
      {"must not be negative", "-0.5"});
  expect_refusal([&] { (void)feature_moments(nan * p, rho_x, f); }, {"entries of P"});
  expect_refusal([] { (void)feature_moments(p, VectorXd{{1}}, f); }, {"rho must be 2 x 1"});
  expect_refusal([] { (void)feature_moments(p, VectorXd{{1, 0}}, f); }, {"rho must be positive"});
  expect_refusal([] { (void)feature_moments(p, VectorXd{{.5, .4}}, f); }, {"rho must sum to 1"});
  expect_refusal([] { (void)feature_moments(p, rho_x, f.topRows(2)); }, {"features must be 3 x 2"});
  expect_refusal([&] { (void)feature_moments(p, rho_x, nan * f); }, {"entries of features"});
}

TEST_CASE("estimator predictions refuse moments and numbers out of range") {
  const double nan = std::nan("");
  const InvarianceMoments good{1, 1, 2, 3, 1};
  expect_refusal([] { (void)plug_in_invariance_factor(0); }, {"views must be at least 1"});
  expect_refusal([] { (void)leave_one_out_invariance_factor(1); }, {"views must be at least 2"});
  expect_refusal([&] { (void)invariance_variance(good, 0, 2); }, {"originals must be at least 1"});
  expect_refusal([&] { (void)invariance_variance(good, 1, 1); }, {"views must be at least 2"});
  expect_refusal([] { (void)invariance_variance({1, -1, 2, 3, 1}, 1, 2); }, {"Var v"});
  expect_refusal([&] { (void)invariance_variance({1, 1, nan, 3, 1}, 1, 2); }, {"E v^2"});
  expect_refusal([] { (void)optimal_views({1, 1, 2, -3, 1}); }, {"optimal_views", "|f - Tf|^4"});
  expect_refusal([] { (void)break_even_views({1, 1, 2, 3, -1}); }, {"|Cov(f|x)|^2"});
  expect_refusal([] { (void)orthogonality_bias({-1, 0, 0}, 1, 1); }, {"E |f|^4"});
  expect_refusal([&] { (void)orthogonality_bias({1, nan, 0}, 1, 1); }, {"E (f . f')^2"});
  expect_refusal([] { (void)orthogonality_bias({1, 1, -1}, 1, 1); }, {"|C|^2"});
  expect_refusal([] { (void)orthogonality_bias({1, 1, 1}, 0, 1); }, {"originals"});
  expect_refusal([] { (void)orthogonality_bias({1, 1, 1}, 1, 0); }, {"views"});
  expect_refusal([] { (void)centred_orthogonality_bias({-1, 0, 0}, 2); }, {"|f - mu|^4"});
  expect_refusal([&] { (void)centred_orthogonality_bias({1, nan, 0}, 2); }, {"tr R"});
  expect_refusal([] { (void)centred_orthogonality_bias({1, 1, -1}, 2); }, {"|R|^2"});
  expect_refusal([] { (void)centred_orthogonality_bias({1, 1, 1}, 1); }, {"samples", "at least 2"});
  expect_refusal([] { (void)view_mean_moment(p, p, 1); }, {"C must be 2 x 2"});
  expect_refusal([] { (void)view_mean_moment(moments.c, p, 1); }, {"C_plus must be 2 x 2"});
  expect_refusal([] { (void)view_mean_moment(moments.c, moments.c_plus, 0); }, {"views"});
  expect_refusal([] { (void)self_inclusive_spectrum(VectorXd{{2}}, 2); }, {"[0, 1]"});
  expect_refusal([] { (void)self_inclusive_spectrum(VectorXd{{1}}, 0); }, {"views"});
}

TEST_CASE("estimators refuse batches that are too small or not whole") {
  const MatrixXd four = random_matrix(4, 2, 1);
  const double nan = std::nan("");
  expect_refusal([&] { (void)invariance_estimate(four, 1); }, {"views must be at least 2"});
  expect_refusal([&] { (void)invariance_estimate(four, 3); },
                 {"rows must be a multiple of the 3 views", "received 4"});
  expect_refusal([&] { (void)invariance_estimate(nan * four, 2); }, {"entries of features"});
  expect_refusal([&] { (void)orthogonality_plug_in(MatrixXd(0, 2)); }, {"at least one row"});
  expect_refusal([&] { (void)orthogonality_half_batch(four, 4); },
                 {"originals must be at least 2", "received 1"});
  expect_refusal([&] { (void)orthogonality_half_batch(four, 0); }, {"views must be at least 1"});
  expect_refusal([&] { (void)orthogonality_u_statistic(four, 4); }, {"originals"});
  expect_refusal([&] { (void)cross_view_u_statistic(four, 1); }, {"views must be at least 2"});
  expect_refusal([&] { (void)cross_view_u_statistic(four, 4); }, {"originals"});
}
