#include "solver/nystrom.hpp"

#include <cmath>

#include "kernel/sampled_operator.hpp"
#include "solver/lapack.hpp"
#include "support/channels.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using data::RowMatrix;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::Estimator;
using test::expect_close;
using test::expect_refusal;

namespace {

// x ~ N(0,1), a = r x + sqrt(1 - r^2) noise on trapezoidal nodes: exponentially accurate.
struct Mehler {
  double r = 0.7;
  VectorXd nodes = VectorXd::LinSpaced(181, -9, 9);

  [[nodiscard]] MatrixXd row(double x) const {  // p(a_j|x) on the nodes
    MatrixXd p = (-(nodes.array() - r * x).square() / (2 * (1 - r * r))).exp().matrix().transpose();
    return p / p.sum();
  }
  [[nodiscard]] kernel::FiniteChannel channel() const {
    MatrixXd p(nodes.size(), nodes.size());
    for (Index i = 0; i < nodes.size(); ++i) p.row(i) = row(nodes[i]);
    const VectorXd rho = (-nodes.array().square() / 2).exp();
    return kernel::FiniteChannel(p, rho / rho.sum());
  }
  // h_{n+1} = (x h_n - sqrt(n) h_{n-1}) / sqrt(n+1)
  [[nodiscard]] static double hermite(int degree, double x) {
    double before = 0, value = 1;
    for (int n = 0; n < degree; ++n) {
      const double next = (x * value - std::sqrt(n) * before) / std::sqrt(n + 1);
      before = value;
      value = next;
    }
    return value;
  }
};

// A density-known channel of 43 originals in R^3 with its singular functions on 559 sampled views.
struct Sampled {
  RowMatrix originals = test::random_matrix(43, 3, 17);
  std::shared_ptr<const kernel::GaussianChannel> channel =
      std::make_shared<kernel::GaussianChannel>(
          originals,
          kernel::parse_augmentation("gaussian:sigma=0.6", std::nullopt, 3));
  std::shared_ptr<const kernel::SampledViews> views;
  MatrixXd u, v;
  VectorXd sigma;

  explicit Sampled(Estimator estimator)
      : views(std::make_shared<kernel::SampledViews>(
            kernel::sample_views(*channel, estimator, 13, 1))) {
    const kernel::SampledOperator op(channel, views);
    const ThinSvd svd = thin_svd(kernel::to_dense(op));
    u = op.rho_x().cwiseSqrt().cwiseInverse().asDiagonal() * svd.u.leftCols(6);
    v = op.rho_a().cwiseSqrt().cwiseInverse().asDiagonal() * svd.v.leftCols(6);
    sigma = svd.sigma.head(6);
  }

  // N(a; x, sigma^2 I) without its constant; coordinates are data minus the mean.
  [[nodiscard]] double density(const VectorXd& a, const Eigen::RowVectorXd& x) const {
    return std::exp(-(a - x.transpose() + channel->coordinates().mean).squaredNorm() / (2 * 0.36));
  }
};

constexpr Estimator estimators[] = {Estimator::self_consistent,
                                    Estimator::stratified,
                                    Estimator::plain};

}  // namespace

TEST_CASE("an extension by hand") {
  const MatrixXd rows{{0.25, 0.75}};
  const MatrixXd functions{{1, 2}, {1, -2}};
  expect_close(extend(rows, functions, VectorXd{{1, 0.5}}), MatrixXd{{1, -2}}, 1e-15);
}

TEST_CASE("at the points of a finite channel the extension gives the singular functions back") {
  const auto channel = test::random_sparse_channel(43, 59, 3, 2);
  const auto svd = test::plain_svd(test::plain_operator(channel));
  const VectorXd sigma = svd.sigma.head(7);
  const MatrixXd u = channel.rho_x().cwiseSqrt().cwiseInverse().asDiagonal() * svd.u.leftCols(7);
  const MatrixXd v = channel.rho_a().cwiseSqrt().cwiseInverse().asDiagonal() * svd.v.leftCols(7);
  const MatrixXd p = channel.dense_p();
  const MatrixXd bayes =
      channel.rho_a().cwiseInverse().asDiagonal() * p.transpose() * channel.rho_x().asDiagonal();
  expect_close(extend(p, v, sigma), u, 1e-12);
  expect_close(extend(bayes, u, sigma), v, 1e-12);
}

TEST_CASE("between the nodes the extension is the Hermite polynomial that the closed form names") {
  const Mehler mehler;
  const auto channel = mehler.channel();
  const auto svd = thin_svd(test::plain_operator(channel));
  const MatrixXd v = channel.rho_a().cwiseSqrt().cwiseInverse().asDiagonal() * svd.v.leftCols(6);
  const VectorXd sigma = svd.sigma.head(6);
  const Index middle = 97;  // x = 0.7: no node of h_0, ..., h_5
  const MatrixXd at_node = extend(mehler.row(mehler.nodes[middle]), v, sigma);
  for (const double x : {0.037, -1.234, 2.51}) {
    const MatrixXd found = extend(mehler.row(x), v, sigma);
    for (int n = 0; n < 6; ++n) {
      CHECK(sigma[n] == Approx(std::pow(mehler.r, n)).epsilon(1e-10));
      const double sign = at_node(0, n) * Mehler::hermite(n, mehler.nodes[middle]) > 0 ? 1 : -1;
      INFO("degree " << n << " at " << x);
      CHECK(std::abs(sign * found(0, n) - Mehler::hermite(n, x)) <= 1e-10);
    }
  }
}

TEST_CASE("on sampled views every estimator gives its own functions back at its own points") {
  for (const Estimator estimator : estimators) {
    const Sampled s(estimator);
    INFO("estimator " << static_cast<int>(estimator));
    expect_close(extend_to_originals(*s.channel, *s.views, s.originals, s.v, s.sigma), s.u, 1e-11);
    expect_close(extend_to_views(*s.channel, *s.views, s.views->points, s.u, s.sigma), s.v, 1e-11);
  }
}

TEST_CASE("at new points the extension equals its formula, density by density") {
  const RowMatrix x = test::random_matrix(5, 3, 18);
  const MatrixXd a = test::random_matrix(3, 4, 19);
  for (const Estimator estimator : estimators) {
    const Sampled s(estimator);
    INFO("estimator " << static_cast<int>(estimator));
    const bool normalised = estimator == Estimator::self_consistent;
    const auto ratios = [&](const Eigen::RowVectorXd& point) {  // w_t p(a_t|x) / rho_A(a_t)
      Eigen::RowVectorXd row(s.views->count());
      for (Index t = 0; t < row.size(); ++t) {
        double mixture = 0;
        for (Index i = 0; i < 43; ++i) {
          mixture += s.density(s.views->points.col(t), s.originals.row(i)) / 43;
        }
        row[t] = s.views->weights[t] * s.density(s.views->points.col(t), point) / mixture;
      }
      return row;
    };
    MatrixXd to_x(5, s.views->count()), to_a(4, 43);
    for (Index i = 0; i < 5; ++i) {
      to_x.row(i) = ratios(x.row(i));
      if (normalised) to_x.row(i) /= to_x.row(i).sum();
    }
    for (Index i = 0; i < 43; ++i) {
      const double sum = normalised ? ratios(s.originals.row(i)).sum() : 1;
      for (Index w = 0; w < 4; ++w) to_a(w, i) = s.density(a.col(w), s.originals.row(i)) / sum;
    }
    for (Index w = 0; w < 4; ++w) to_a.row(w) /= to_a.row(w).sum();
    const MatrixXd inverse = s.sigma.cwiseInverse().asDiagonal();
    expect_close(extend_to_originals(*s.channel, *s.views, x, s.v, s.sigma),
                 to_x * s.v * inverse,
                 1e-11);
    expect_close(extend_to_views(*s.channel, *s.views, a, s.u, s.sigma),
                 to_a * s.u * inverse,
                 1e-11);
  }
}

TEST_CASE("the first function of the self-consistent channel is constant at every new point") {
  const Sampled s(Estimator::self_consistent);
  const MatrixXd u =
      extend_to_originals(*s.channel, *s.views, test::random_matrix(5, 3, 20), s.v, s.sigma);
  const MatrixXd v =
      extend_to_views(*s.channel, *s.views, test::random_matrix(3, 4, 21), s.u, s.sigma);
  expect_close(u.col(0).cwiseAbs(), VectorXd::Ones(5), 1e-12);
  expect_close(v.col(0).cwiseAbs(), VectorXd::Ones(4), 1e-12);
}

TEST_CASE("extensions refuse shapes, NaN and functions of the null space") {
  const MatrixXd rows{{0.5, 0.5}}, f = MatrixXd::Ones(2, 2);
  const VectorXd sigma{{1, 0.5}};
  const auto call = [](const MatrixXd& p, const MatrixXd& functions, const VectorXd& values) {
    return [=] { (void)extend(p, functions, values); };
  };
  expect_refusal(call(rows, MatrixXd::Ones(3, 2), sigma), {"extend", "functions", "3 x 2"});
  expect_refusal(call(MatrixXd(1, 0), f, sigma), {"rows", "1 x 0"});
  expect_refusal(call(MatrixXd{{0.5, std::nan("")}}, f, sigma),
                 {"rows must be finite", "column 1"});
  expect_refusal(call(rows, f * std::nan(""), sigma), {"functions must be finite"});
  expect_refusal(call(rows, f, VectorXd::Ones(3)), {"one sigma for each of the 2", "3"});
  for (const double bad : {0.0, -0.1, std::nan(""), HUGE_VAL}) {
    expect_refusal(call(rows, f, VectorXd{{1, bad}}), {"positive and finite", "for function 1"});
  }
  const Sampled s(Estimator::stratified);
  expect_refusal(
      [&] { (void)extend_to_views(*s.channel, *s.views, MatrixXd::Ones(2, 1), s.u, s.sigma); },
      {"number of coordinates", "2 instead of 3"});
  expect_refusal(
      [&] { (void)extend_to_originals(*s.channel, *s.views, RowMatrix::Ones(1, 2), s.v, s.sigma); },
      {"length of the originals", "2 instead of 3"});
}
