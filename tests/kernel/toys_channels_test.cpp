// What each toy is, at sizes that can be checked by hand, and how its values are listed.

#include <cmath>
#include <numbers>

#include "kernel/closed_form.hpp"
#include "support/expect.hpp"
#include "toys_check.hpp"

using namespace eigenviews;
using namespace eigenviews::kernel;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;

namespace {

MatrixXd channel_of(const std::string& name) { return make_toy(name).channel.dense_p(); }

VectorXd sigma_of(const std::string& name) { return make_toy(name).exact_sigma; }

}  // namespace

TEST_CASE("toys are listed in the order of the documentation") {
  CHECK(toy_names() == std::vector<std::string>{"torus",
                                                "circle",
                                                "gaussian",
                                                "sphere",
                                                "cube",
                                                "erasure",
                                                "interval",
                                                "cyclic",
                                                "blocks",
                                                "beta-binomial",
                                                "gamma-poisson",
                                                "nonnormal",
                                                "s3"});
}

TEST_CASE("a toy's name lists every option with its value") {
  CHECK(make_toy("torus").name == "torus,side=16,sigma=1.6x2.4,render=bump");
  CHECK(make_toy("torus,sigma=2,side=3").name == "torus,side=3,sigma=2x2,render=bump");
  CHECK(make_toy("circle").name == "circle,kernel=wrapped-normal,sigma=0.5,n=128");
  CHECK(make_toy("circle,kernel=von-mises").name == "circle,kernel=von-mises,kappa=4,n=128");
  CHECK(make_toy("cube").name == "cube,bits=6,p=0.15");
  CHECK(make_toy("erasure").name == "erasure,bits=5,p=0.4");
  CHECK(make_toy("interval").name == "interval,s=0.1,n=128");
  CHECK(make_toy("cyclic").name == "cyclic,kernel=window,n=24,w=5");
  CHECK(make_toy("cyclic,n=3").name == "cyclic,kernel=window,n=3,w=3");
  CHECK(make_toy("cyclic,kernel=asymmetric").name == "cyclic,kernel=asymmetric,n=24,w=5,ratio=0.5");
  CHECK(make_toy("blocks").name == "blocks,sizes=3x5x2x6,delta=0.3,eps=0.2");
  CHECK(make_toy("beta-binomial").name == "beta-binomial,alpha=1.7,beta=0.8,N=20,n=64");
  CHECK(make_toy("beta-binomial,N=80").name == "beta-binomial,alpha=1.7,beta=0.8,N=80,n=81");
  CHECK(make_toy("nonnormal").name == "nonnormal,case=nonnormal");
  CHECK(make_toy("s3").name == "s3,weight=0.5");
  CHECK(make_toy("gaussian").name.starts_with("gaussian,kind=ou,r=0.9,dim=1,n="));
  CHECK(make_toy("gaussian,kind=additive").name.starts_with("gaussian,kind=additive,s=0.5,dim=1"));
  CHECK(make_toy("sphere").name.starts_with("sphere,kernel=vmf,kappa=10,lat="));
  CHECK(make_toy("sphere,kernel=heat").name.starts_with("sphere,kernel=heat,t=0.1,lat="));
  CHECK(make_toy("gamma-poisson").name.starts_with("gamma-poisson,alpha=2.3,lambda=0.6,n="));
}

TEST_CASE("defaults are small enough for a dense SVD") {
  for (const std::string& name : toy_names()) {
    const Toy toy = make_toy(name);
    INFO(toy.name);
    CHECK(toy.channel.originals() <= 1000);
    CHECK(toy.channel.originals() * toy.channel.views() <= 1'000'000);
    CHECK(toy.exact_sigma.size() >= std::min<Index>(16, toy.channel.originals()));
  }
}

TEST_CASE("the torus moves rows by the first noise and columns by the second") {
  // side 4, no noise in the second direction; state i = row * 4 + col.
  const MatrixXd p = channel_of("torus,side=4,sigma=1x1e-300");
  double weights[4] = {};
  for (int h = -40; h <= 40; ++h) weights[(h + 40) % 4] += std::exp(-h * h / 2.0);
  const double sum = weights[0] + weights[1] + weights[2] + weights[3];
  for (Index x = 0; x < 16; ++x) {
    for (Index a = 0; a < 16; ++a) {
      const double expected = x % 4 == a % 4 ? weights[(a / 4 - x / 4 + 4) % 4] / sum : 0;
      CHECK(std::abs(p(x, a) - expected) <= 1e-15);
    }
  }
  const Toy toy = make_toy("torus");
  CHECK(toy.domain_x.kind == Domain::Kind::grid);
  CHECK((toy.domain_x.rows == 16 && toy.domain_x.cols == 16));
  CHECK(make_toy("torus,render=grating").exact_sigma == toy.exact_sigma);
}

TEST_CASE("the default torus starts with the levels of both directions in descending order") {
  const VectorXd sigma = sigma_of("torus");
  const auto rows = [](Index k) { return closed_form::wrapped_normal_grid(k, 16, 1.6); };
  const auto cols = [](Index k) { return closed_form::wrapped_normal_grid(k, 16, 2.4); };
  const double expected[] = {1, rows(1), rows(1), cols(1), cols(1), rows(2), rows(2)};
  // rows(1) cols(1) = .526 comes four times after cols(1) = .641 and before rows(2) = .454.
  for (Index j = 0; j < 5; ++j) CHECK(std::abs(sigma[j] - expected[j]) <= 1e-15);
  for (Index j = 5; j < 9; ++j) CHECK(std::abs(sigma[j] - rows(1) * cols(1)) <= 1e-15);
  CHECK(std::abs(sigma[9] - rows(2)) <= 1e-15);
  // On a fine grid the continuous torus: e^{-2 pi^2 s^2 / 256}, wave numbers far from the edge.
  CHECK(std::abs(sigma[1] - std::exp(-2 * std::pow(std::numbers::pi * 1.6 / 16, 2))) <= 1e-9);
}

TEST_CASE("equal noise on the torus gives levels of 4 and 8, sorted by mode inside each") {
  const Toy toy = make_toy("torus,side=9,sigma=1.3");
  const VectorXd& sigma = toy.exact_sigma;
  const Index level_starts[] = {0, 1, 5, 9, 13, 21, 25};  // r_2 = 1, 4, 4, 4, 8, 4
  for (std::size_t i = 0; i + 1 < std::size(level_starts); ++i) {
    const double first = sigma[level_starts[i]];
    const double last = sigma[level_starts[i + 1] - 1];
    CHECK(first - last <= 64 * 2.3e-16 * first);
    CHECK(last - sigma[level_starts[i + 1]] > 1e-3);
  }
  // Modes (0, 1), (0, 2), (1, 0), (2, 0): the first two do not depend on the row.
  const MatrixXd u = toy.exact_u(5);
  for (Index j = 1; j <= 2; ++j) {
    CHECK((u.col(j).head(9) - u.col(j).tail(9)).cwiseAbs().maxCoeff() <= 1e-15);
  }
  for (Index j = 3; j <= 4; ++j) {
    CHECK(u.col(j).head(9).maxCoeff() - u.col(j).head(9).minCoeff() <= 1e-15);
  }
}

TEST_CASE("the circle approaches its continuous closed form to 1e-12") {
  const VectorXd normal = sigma_of("circle");
  const VectorXd exact = closed_form::expand(closed_form::wrapped_normal_circle(0.5, 11), 21);
  expect_close(normal.head(21), exact, 1e-12);
  const VectorXd von_mises = sigma_of("circle,kernel=von-mises,kappa=50");
  expect_close(von_mises.head(21),
               closed_form::expand(closed_form::von_mises_circle(50, 11), 21),
               1e-12);
  const Toy toy = make_toy("circle,n=4");
  CHECK(toy.domain_x.kind == Domain::Kind::circle);
  const Eigen::Vector4d angles(0, std::numbers::pi / 2, std::numbers::pi, 1.5 * std::numbers::pi);
  expect_close(toy.domain_x.coordinates, angles, 1e-15);
}

TEST_CASE("the Gaussian toy has the moments of its channel") {
  const Toy toy = make_toy("gaussian,kind=additive,s=0.5");
  const VectorXd x = toy.domain_x.coordinates;
  const VectorXd a = toy.domain_a.coordinates;  // in the views' own units
  const VectorXd& rho_x = toy.channel.rho_x();
  CHECK(std::abs(rho_x.dot(x.cwiseAbs2()) - 1) <= 1e-12);
  CHECK(std::abs(toy.channel.rho_a().dot(a.cwiseAbs2()) - 1.25) <= 1e-12);
  // E[a|x] = x, E[(a-x)^2|x] = 1/4, away from the ends of the grid.
  const MatrixXd mean = toy.channel.forward(a);
  const MatrixXd square = toy.channel.forward(a.cwiseAbs2());
  for (Index i = 0; i < x.size(); ++i) {
    if (std::abs(x[i]) > 5) continue;
    CHECK(std::abs(mean(i, 0) - x[i]) <= 1e-12);
    CHECK(std::abs(square(i, 0) - x[i] * x[i] - .25) <= 1e-11);
  }
  // A negative correlation turns odd functions over: u_1 = x, v_1 = -a.
  const Toy negative = make_toy("gaussian,r=-0.5");
  CHECK((negative.exact_u(2).col(1) + negative.exact_v(2).col(1)).cwiseAbs().maxCoeff() == 0);
}

TEST_CASE("the Gaussian toy in two and three dimensions has binomial multiplicities") {
  const VectorXd two = sigma_of("gaussian,dim=2,r=0.1");
  expect_close(two, closed_form::expand(closed_form::isotropic_gaussian(0.1, 2, 6), 21), 1e-15);
  const VectorXd three = sigma_of("gaussian,dim=3,r=0.1");
  expect_close(three, closed_form::expand(closed_form::isotropic_gaussian(0.1, 3, 4), 20), 1e-15);
  CHECK(make_toy("gaussian,dim=2,r=0.1").domain_x.kind == Domain::Kind::grid);
}

TEST_CASE("the sphere lists 2l+1 functions a degree and weighs nodes by area") {
  const Toy toy = make_toy("sphere,kappa=1");
  const VectorXd bessel = closed_form::bessel_ratios(.5, 1, 8);
  for (Index l = 0; l < 8; ++l) {
    CHECK(toy.exact_sigma[l * l] == bessel[l]);
    CHECK(toy.exact_sigma[l * l + 2 * l] == bessel[l]);
  }
  const MatrixXd& at = toy.domain_x.coordinates;
  CHECK(at(0, 0) < at(at.rows() - 1, 0));  // north to south
  const VectorXd z = at.col(0).array().cos();
  CHECK(std::abs(toy.channel.rho_x().dot(z)) <= 1e-14);
  CHECK(std::abs(toy.channel.rho_x().dot(z.cwiseAbs2()) - 1.0 / 3) <= 1e-14);
  // p(a|x) depends on the distance alone: E[cos distance] = sigma_1, at every x.
  const MatrixXd mean_z = toy.channel.forward(z);
  expect_close(mean_z, bessel[1] * z, 1e-14);
}

TEST_CASE("one and two bits by hand") {
  Eigen::Matrix2d flip;
  flip << .75, .25, .25, .75;
  expect_close(channel_of("cube,bits=1,p=0.25"), flip, 0);
  // Views 0, 1, *; two bits: 9 views, first bit most significant. State 1 = 01.
  Eigen::Matrix<double, 2, 3> erase;
  erase << .75, 0, .25, 0, .75, .25;
  const Toy one = make_toy("erasure,bits=1,p=0.25");
  CHECK(one.channel.is_sparse());
  expect_close(one.channel.dense_p(), erase, 0);
  const MatrixXd two = channel_of("erasure,bits=2,p=0.25");
  VectorXd row = VectorXd::Zero(9);
  row[0 * 3 + 1] = .75 * .75;
  row[0 * 3 + 2] = .75 * .25;
  row[2 * 3 + 1] = .25 * .75;
  row[2 * 3 + 2] = .25 * .25;
  expect_close(two.row(1).transpose(), row, 1e-16);
  // check_05_toys.py, "erasure right singular function": (1-p)^{-|S|/2} chi_S(a) 1{S observed}.
  const MatrixXd v = make_toy("erasure,bits=2,p=0.75").exact_v(4);
  const double both[] = {4, -4, 0, -4, 4, 0, 0, 0, 0};
  for (Index a = 0; a < 9; ++a) CHECK(std::abs(v(a, 3) - both[a]) <= 1e-15);
}

TEST_CASE("the interval reflects noise at both ends") {
  // Two midpoints: a step of h grid units leads from the first cell to the second where h mod 4 is
  // 1 or 2 (cells 1, 2 of the cycle 0, 1, 1', 0').
  const MatrixXd p = channel_of("interval,n=2,s=0.4");
  double stay = 0;
  double all = 0;
  for (int h = -80; h <= 80; ++h) {
    const double weight = std::exp(-h * h / (2 * .64));
    all += weight;
    if (((h % 4) + 4) % 4 == 0 || ((h % 4) + 4) % 4 == 3) stay += weight;
  }
  CHECK(std::abs(p(0, 0) - stay / all) <= 1e-15);
  CHECK(std::abs(p(1, 1) - stay / all) <= 1e-15);
  // The continuous interval, on the default grid.
  const VectorXd exact = closed_form::expand(closed_form::reflecting_interval(0.1, 16), 16);
  expect_close(sigma_of("interval").head(16), exact, 1e-12);
}

TEST_CASE("cyclic channels add their step and u and v differ by its phase") {
  Eigen::Matrix3d expected;
  expected << .5, .5, 0, 0, .5, .5, .5, 0, .5;
  expect_close(channel_of("cyclic,n=3,w=2"), expected, 0);
  expected << 2, 1, 0, 0, 2, 1, 1, 0, 2;
  expect_close(channel_of("cyclic,kernel=asymmetric,n=3,w=2"), expected / 3, 1e-16);
  const Toy toy = make_toy("cyclic,n=3,w=2");
  // qhat(1) = (1 + e^{2 pi i / 3}) / 2 = e^{i pi/3} / 2
  expect_close(toy.exact_sigma, Eigen::Vector3d(1, .5, .5), 1e-15);
  const double r = std::sqrt(2.0);
  const double third = std::numbers::pi / 3;
  const Eigen::Vector3d u(r, r * std::cos(2 * third), r * std::cos(4 * third));
  const Eigen::Vector3d v(r * std::cos(third), r * std::cos(third), r * std::cos(3 * third));
  expect_close(toy.exact_u(3).col(1), u, 1e-15);
  expect_close(toy.exact_v(3).col(1), v, 1e-15);
}

TEST_CASE("blocks by hand, and the values of theory row viii") {
  Eigen::Matrix3d expected;  // blocks {0}, {1, 2}; delta 1/2, eps 1/2: 1/12 everywhere, plus
  expected << 3, 0, 0, 0, 1.5, 1.5, 0, 1.5, 1.5;  // a quarter of the block mean
  expected = (expected / 12 + Eigen::Matrix3d::Constant(1.0 / 12)).eval();
  expected.diagonal().array() += .5;
  expect_close(channel_of("blocks,sizes=1x2,delta=0.5,eps=0.5"), expected, 4e-16);
  VectorXd sigma(16);  // check_05_toys.py, "clusters"
  sigma << 1, .86, .86, .86, VectorXd::Constant(12, .3);
  expect_close(sigma_of("blocks"), sigma, 1e-15);
}

TEST_CASE("beta-binomial views are counts with the beta-binomial distribution") {
  const Toy toy = make_toy("beta-binomial,alpha=1,beta=1,N=3");
  // Uniform prior: every count is equally likely.
  expect_close(toy.channel.rho_a(), Eigen::Vector4d::Constant(.25), 1e-14);
  const VectorXd x = toy.domain_x.coordinates;
  expect_close(toy.channel.forward(toy.domain_a.coordinates), 3 * x, 1e-14);  // E[a|x] = N x
  // The conjugate prior: E[x|a] = (alpha + a) / (alpha + beta + N).
  expect_close(toy.channel.backward(x), (VectorXd(4) << 1, 2, 3, 4).finished() / 5, 1e-14);
}

TEST_CASE("gamma-poisson views are counts, and the conjugate prior gives the posterior mean") {
  const Toy toy = make_toy("gamma-poisson,alpha=2,lambda=1");
  const VectorXd x = toy.domain_x.coordinates;
  const VectorXd& rho_x = toy.channel.rho_x();
  CHECK(std::abs(rho_x.dot(x) - 2) <= 1e-12);
  const MatrixXd counts = toy.channel.forward(toy.domain_a.coordinates);
  const MatrixXd mean = toy.channel.backward(x);
  for (Index i = 0; i < 10; ++i) CHECK(std::abs(counts(i, 0) - x[i]) <= 1e-12);
  // (alpha + a) / (lambda + 1), counts far from the last one
  for (Index a = 0; a < 10; ++a) {
    CHECK(std::abs(mean(a, 0) - (2 + static_cast<double>(a)) / 2) <= 1e-10);
  }
}

TEST_CASE("the counterexamples of theory 2b are the matrices printed there") {
  Eigen::Matrix3d p;
  p << .6, .4, 0, .1, .3, .6, .3, .3, .4;
  expect_close(channel_of("nonnormal"), p, 4e-16);
  const VectorXd squares = sigma_of("nonnormal").cwiseAbs2();
  expect_close(squares, Eigen::Vector3d(1, .16 + std::sqrt(.0252), .16 - std::sqrt(.0252)), 1e-15);
  p << .05, .15, .8, .15, .7, .15, .8, .15, .05;
  expect_close(channel_of("nonnormal,case=reversible"), p, 4e-16);
  expect_close(sigma_of("nonnormal,case=reversible").cwiseAbs2(),
               Eigen::Vector3d(1, .5625, .3025),
               1e-15);
  const MatrixXd cycle = channel_of("nonnormal,case=five-cycle");
  const MatrixXd shift = channel_of("nonnormal,case=shift");
  for (Index x = 0; x < 5; ++x) {
    CHECK(cycle(x, (x + 1) % 5) == .5);
    CHECK(cycle(x, (x + 2) % 5) == .5);
    CHECK(shift(x, (x + 1) % 5) == 1);
  }
  expect_close(sigma_of("nonnormal,case=shift"), VectorXd::Ones(5), 1e-15);
  CHECK(std::abs(std::pow(sigma_of("nonnormal,case=five-cycle")[2], 2) - .6545) <= 1e-4);
}

TEST_CASE("T*T and the literal loss of theory 2b have minimisers 90 and 38.498 degrees apart") {
  // d = 2 with the constant: the angle between v_2 and the function that (I-T)*(I-T) prefers.
  const auto angle_in_degrees = [](const std::string& name) {
    const Toy toy = make_toy(name);
    const MatrixXd residual = MatrixXd::Identity(3, 3) - toy.channel.dense_p();
    MatrixXd plane(3, 2);  // an orthonormal basis of the functions of mean 0, rho uniform
    plane << std::sqrt(1.5), std::sqrt(.5), -std::sqrt(1.5), std::sqrt(.5), 0, -std::sqrt(2.0);
    const Eigen::Matrix2d loss = plane.transpose() * residual.transpose() * residual * plane / 3;
    const double turn =
        std::atan2(2 * loss(0, 1), loss(0, 0) - loss(1, 1)) / 2 + std::numbers::pi / 2;
    const VectorXd least = plane * Eigen::Vector2d(std::cos(turn), std::sin(turn));
    return std::acos(std::abs(least.dot(toy.exact_v(2).col(1)) / 3)) * 180 / std::numbers::pi;
  };
  CHECK(std::abs(angle_in_degrees("nonnormal,case=reversible") - 90) <= 1e-2);
  CHECK(std::abs(angle_in_degrees("nonnormal") - 38.498) <= 1e-2);
}

TEST_CASE("S_3 multiplies from the right and keeps whole representations together") {
  const MatrixXd p = channel_of("s3,weight=0.4");
  CHECK((p.array() > 0).count() == 24);
  expect_close(p.diagonal(), VectorXd::Constant(6, .4), 4e-16);
  CHECK(p.block(1, 1, 3, 3).isDiagonal(0));  // two transpositions make a cycle
  expect_close(p.colwise().sum(), Eigen::RowVectorXd::Ones(6), 1e-15);  // uniform is stationary
  expect_close(sigma_of("s3"), (VectorXd(6) << 1, .5, .5, .5, .5, 0).finished(), 1e-15);
}
