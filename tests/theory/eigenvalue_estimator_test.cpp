#include "theory/eigenvalue_estimator.hpp"

#include "support/expect.hpp"
#include "theory/tools.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using eigenviews::test::expect_close;
using eigenviews::test::expect_refusal;

namespace {

// N Var of the eigenvalue at N encoder calls, up to terms that do not depend on m.
double budget(double s, Index m) { return static_cast<double>(m) * eigenvalue_variance(s, 1, m); }

}  // namespace

TEST_CASE("variance of an eigenvalue by hand and against samples") {
  CHECK(eigenvalue_variance(.5, 10, 2) == Approx(2 * .25 * 2.25 / 20));
  CHECK(eigenvalue_variance(0, 1, 3) == Approx(2 / 6.));
  CHECK(eigenvalue_variance(1, 7, 3) == 0);
  constexpr Index n = 2000;
  constexpr int repeats = 600;  // relative standard error of a variance: sqrt(2/600) = 5.8 %
  std::mt19937_64 engine(11);
  std::normal_distribution<double> normal;
  for (const auto& [s, m] : {std::pair<double, Index>{.81, 2}, {.3, 4}, {.1, 8}}) {
    double squares = 0;
    for (int repeat = 0; repeat < repeats; ++repeat) {
      double total = 0;
      double means = 0;
      for (Index i = 0; i < n; ++i) {
        const double x = std::sqrt(s) * normal(engine);
        double sum = 0;
        for (Index j = 0; j < m; ++j) {
          const double a = x + std::sqrt(1 - s) * normal(engine);
          sum += a;
          total += a * a;
        }
        means += sum * sum;
      }
      const double estimate = (means - total) / (static_cast<double>(m - 1) * total);
      squares += (estimate - s) * (estimate - s);
    }
    INFO("s " << s << ", m " << m);
    CHECK(squares / repeats == Approx(eigenvalue_variance(s, n, m)).epsilon(4.5 * .058));
  }
}

TEST_CASE("the best number of views at a fixed number of calls is 1 + 1/s") {
  for (const double s : {.81, .5, .3, .1, .05}) {
    Index best = 2;
    for (Index m = 2; m < 200; ++m) {
      if (budget(s, m) < budget(s, best)) best = m;
      const auto views = static_cast<double>(m);
      if (m == 2 || std::abs(views - break_even_views_for_eigenvalue(s)) < 1e-9) continue;  // a tie
      CHECK((budget(s, m) < budget(s, 2)) == (s < 1 / std::sqrt(views - 1)));
      CHECK((budget(s, m) < budget(s, 2)) == (views < break_even_views_for_eigenvalue(s)));
    }
    CHECK(std::abs(static_cast<double>(best) - optimal_views_for_eigenvalue(s)) < 1);
  }
  CHECK(budget(.81, 4) / budget(.81, 2) == Approx(1.20).margin(.005));
  CHECK(budget(.1, 2) / budget(.1, 8) == Approx(2.93).margin(.005));
}

TEST_CASE("the spectrum of stars") {
  expect_close(star_spectrum(2, 3), VectorXd{{1, 1, 0, 0, 0, 0}}, 0);
  // T*T of n originals with m views of their own each: blocks of 1/m.
  constexpr Index n = 5;
  constexpr Index m = 3;
  MatrixXd kernel = MatrixXd::Zero(n * m, n * m);
  for (Index i = 0; i < n; ++i) kernel.block(i * m, i * m, m, m).setConstant(1 / 3.);
  expect_close(theory::test::singular_values(kernel), star_spectrum(n, m), 1e-14);
}

TEST_CASE("predictions for eigenvalues refuse what is out of range") {
  const double nan = std::nan("");
  expect_refusal([] { (void)eigenvalue_variance(1.1, 1, 2); }, {"[0, 1]", "1.1"});
  expect_refusal([&] { (void)eigenvalue_variance(nan, 1, 2); }, {"[0, 1]"});
  expect_refusal([] { (void)eigenvalue_variance(.5, 0, 2); }, {"originals"});
  expect_refusal([] { (void)eigenvalue_variance(.5, 1, 1); }, {"views must be at least 2"});
  for (const double s : {0., -.1, 1.1, nan}) {
    expect_refusal([&] { (void)optimal_views_for_eigenvalue(s); }, {"in (0, 1]"});
    expect_refusal([&] { (void)break_even_views_for_eigenvalue(s); }, {"in (0, 1]"});
  }
  expect_refusal([] { (void)star_spectrum(0, 1); }, {"star_spectrum", "originals"});
  expect_refusal([] { (void)star_spectrum(1, 0); }, {"views"});
}
