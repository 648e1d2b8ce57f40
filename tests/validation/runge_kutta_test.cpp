// The integrator that the claims use, where the flow has a closed form.
#include <cmath>
#include <stdexcept>

#include "support/catch.hpp"
#include "validation/modes.hpp"
#include "validation/runge_kutta.hpp"

using namespace eigenviews::validation;
using Eigen::MatrixXd;

TEST_CASE("growth and decay follow the exponential to the tolerance") {
  const MatrixXd rates = (MatrixXd(2, 2) << -3, .5, 1, 0).finished();
  const Flow flow = [&](const MatrixXd& w) -> MatrixXd { return rates.cwiseProduct(w); };
  for (const double tolerance : {1e-6, 1e-9, 1e-12}) {
    const MatrixXd end = integrate(flow, MatrixXd::Ones(2, 2), 2, tolerance);
    const MatrixXd exact = (2 * rates.array()).exp();
    CHECK(largest_entry(end - exact) < 20 * tolerance * exact.norm());
  }
}

TEST_CASE("a rotation keeps its radius, and times in between are met exactly") {
  const Flow turn = [](const MatrixXd& w) -> MatrixXd {
    return (MatrixXd(2, 1) << -w(1, 0), w(0, 0)).finished();
  };
  const std::vector<double> times = times_to(6, 24);
  REQUIRE(times.size() == 25);
  CHECK(times.front() == 0);
  CHECK(times.back() == 6);
  const auto path = integrate(turn, (MatrixXd(2, 1) << 1, 0).finished(), times, 1e-11);
  REQUIRE(path.size() == times.size());
  for (std::size_t i = 0; i < times.size(); ++i) {
    CHECK(path[i](0, 0) == Approx(std::cos(times[i])).margin(1e-9));
    CHECK(path[i](1, 0) == Approx(std::sin(times[i])).margin(1e-9));
  }
}

TEST_CASE("a flow that ends in finite time is refused, not followed for ever") {
  const Flow explodes = [](const MatrixXd& w) -> MatrixXd { return w.array().square(); };
  CHECK_THROWS_AS(integrate(explodes, MatrixXd::Ones(1, 1), 2, 1e-10), std::runtime_error);
}
