// The minimiser that the claims use, where the minimum is known.
#include <cmath>
#include <limits>

#include "support/catch.hpp"
#include "validation/minimise.hpp"
#include "validation/random_channels.hpp"

using namespace eigenviews;
using namespace eigenviews::validation;
using Eigen::MatrixXd;
using theory::LossAndGradient;

TEST_CASE("a quadratic form of condition 1000 is minimised to the goal") {
  const MatrixXd curvature =
      Eigen::VectorXd::LinSpaced(6, 1e-3, 1).replicate(1, 2);  // one for each entry
  const MatrixXd centre = random_matrix(6, 2, 1);
  const Objective objective = [&](const MatrixXd& w) -> LossAndGradient {
    const MatrixXd pull = curvature.cwiseProduct(w - centre);
    return {pull.cwiseProduct(w - centre).sum() / 2, pull};
  };
  const Minimised found = minimise(objective, MatrixXd::Zero(6, 2));
  CHECK(found.gradient <= gradient_goal);
  CHECK(found.gradient == (curvature.cwiseProduct(found.w - centre)).cwiseAbs().maxCoeff());
  CHECK((found.w - centre).cwiseAbs().maxCoeff() < 1e-7);
}

TEST_CASE("a curved valley is followed to its end") {
  // Rosenbrock's function: minimum 0 at (1, 1).
  const Objective objective = [](const MatrixXd& w) -> LossAndGradient {
    const double x = w(0, 0), y = w(1, 0), off = y - x * x;
    MatrixXd gradient(2, 1);
    gradient << -400 * x * off - 2 * (1 - x), 200 * off;
    return {100 * off * off + (1 - x) * (1 - x), gradient};
  };
  const Minimised found = minimise(objective, (MatrixXd(2, 1) << -1.2, 1).finished());
  CHECK(found.gradient <= gradient_limit);
  CHECK((found.w - MatrixXd::Ones(2, 1)).norm() < 1e-9);
  CHECK(found.value < 1e-18);
}

TEST_CASE("of several starts the lowest minimum is kept") {
  // (w^2 - 1)^2 + w / 4 has minima near -1 and 1; the left one is lower.
  const Objective objective = [](const MatrixXd& w) -> LossAndGradient {
    const double x = w(0, 0), off = x * x - 1;
    return {off * off + x / 4, MatrixXd::Constant(1, 1, 4 * x * off + .25)};
  };
  CHECK(minimise(objective, MatrixXd::Constant(1, 1, .5)).w(0, 0) > .9);
  const Minimised found =
      lowest_minimum(objective, {.modes = 1, .functions = 1, .count = 12, .seed = 3});
  CHECK(found.w(0, 0) < -1);
  CHECK(found.value < -.25);
}

TEST_CASE("starts depend on their seed alone") {
  const Objective flat = [](const MatrixXd& w) -> LossAndGradient {
    return {0, MatrixXd::Zero(w.rows(), w.cols())};
  };
  const auto start = [&](std::uint64_t seed) {
    return lowest_minimum(flat, {.modes = 4, .functions = 3, .count = 1, .seed = seed}).w;
  };
  CHECK(start(1) == start(1));
  CHECK(start(1) != start(2));
  CHECK(start(1).cwiseAbs().maxCoeff() < 1.5);
}

TEST_CASE("a gradient that is wrong or not a number is told, not hidden") {
  const Objective lies = [](const MatrixXd& w) -> LossAndGradient { return {w.squaredNorm(), -w}; };
  CHECK(minimise(lies, MatrixXd::Ones(2, 2)).gradient > gradient_limit);
  const Objective broken = [](const MatrixXd& w) -> LossAndGradient {
    return {std::numeric_limits<double>::quiet_NaN(),
            MatrixXd::Constant(w.rows(), w.cols(), std::numeric_limits<double>::quiet_NaN())};
  };
  CHECK_FALSE(minimise(broken, MatrixXd::Ones(2, 2)).gradient <= gradient_limit);
}
