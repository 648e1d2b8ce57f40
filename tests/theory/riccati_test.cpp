#include "theory/riccati.hpp"

#include "support/expect.hpp"
#include "theory/aligned_mode.hpp"
#include "theory/minimiser.hpp"
#include "theory/span_flow.hpp"
#include "theory/table_start.hpp"
#include "theory/tools.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using namespace eigenviews::theory::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using eigenviews::test::expect_close;
using eigenviews::test::expect_refusal;

namespace {

const VectorXd ten_modes = powers(.81, 10);

MatrixXd square(const MatrixXd& w) { return w * w.transpose(); }

}  // namespace

TEST_CASE("growth rates by hand") {
  expect_close(growth_rates(VectorXd{{1, .5, 0}}, .25), VectorXd{{1, 0, -1}}, 1e-15);
}

TEST_CASE("the stepper and the closed form agree with a Runge-Kutta integration") {
  for (const auto& [beta, d] :
       {std::pair<double, Index>{.05, 3}, {.3, 1}, {.5, 4}, {2, 6}, {10, 3}, {.5, 12}}) {
    const MatrixXd start = .1 * random_matrix(10, d, 5);
    for (const double t : {.1, 1., 4.}) {
      INFO("beta " << beta << ", d " << d << ", t " << t);
      const int steps = 200 + static_cast<int>(800 * beta * t);
      const MatrixXd reference = square(integrate(gradient_flow(ten_modes, beta), start, t, steps));
      expect_close(square(riccati_step(start, ten_modes, beta, t)), reference, 1e-9);
      if (4 * beta * t < 350) {
        expect_close(riccati_second_moment(start, ten_modes, beta, t), reference, 1e-9);
      }
    }
  }
}

TEST_CASE("one mode follows the logistic law whatever the size of the step") {
  for (const double beta : {.1, .25, .5, 20.}) {
    for (const double t : {0., .3, 7., 64.}) {
      const MatrixXd start{{.02}};
      const double energy = riccati_step(start, VectorXd{{.5}}, beta, t)(0, 0);
      INFO("beta " << beta << ", t " << t);
      CHECK(energy * energy == Approx(mode_energy(.02, .5, beta, t)).epsilon(1e-12));
    }
  }
}

TEST_CASE("steps compose, and a step of 0 changes nothing") {
  const MatrixXd start = 1e-3 * random_matrix(10, 3, 8);
  MatrixXd w = start;
  for (int i = 0; i < 8; ++i) w = riccati_step(w, ten_modes, 1.7, .5);
  expect_close(square(w), square(riccati_step(start, ten_modes, 1.7, 4)), 1e-13);
  expect_close(riccati_step(start, ten_modes, 1.7, 0).cwiseAbs(), start.cwiseAbs(), 1e-18);
  expect_close(riccati_step(MatrixXd::Zero(10, 2), ten_modes, 1, 5), MatrixXd::Zero(10, 2), 0);
}

TEST_CASE("the stepper keeps small rows, where the one-shot formula has lost them") {
  // Two modes, one far ahead: after t the second must follow its own closed form, and the span
  // must be that of e^{2tS} W_0.
  const MatrixXd start = .1 * random_matrix(10, 3, 2);
  for (const double t : {25., 64., 400.}) {
    const MatrixXd w = riccati_step(start, ten_modes, .5, t);
    INFO("t " << t);
    CHECK(sine(w, span_at(start, ten_modes, t)) < 1e-12);
  }
  // Long after, the minimum of theorem 2.
  const MatrixXd end = riccati_step(start, ten_modes, .5, 400);
  MatrixXd expected = MatrixXd::Zero(10, 10);
  expected.diagonal().head(3) = feature_scales(ten_modes.head(3), .5).cwiseAbs2();
  expect_close(square(end), expected, 1e-12);
}

TEST_CASE("a long step equals many short ones in every row, however small") {
  const VectorXd s = powers(.81, 12);
  for (const double beta : {.1, .5}) {
    const MatrixXd start = 1e-4 * table_start_4;
    MatrixXd w = start;
    for (int i = 0; i < 64; ++i) w = riccati_step(w, s, beta, .25);
    const MatrixXd many = square(w);
    const MatrixXd one = square(riccati_step(start, s, beta, 16));
    const VectorXd errors = (one - many).rowwise().norm().cwiseQuotient(many.rowwise().norm());
    INFO("beta " << beta << ", errors of the rows " << errors.transpose());
    CHECK(errors.maxCoeff() < 1e-12);
  }
}

TEST_CASE("the one-shot formula is as accurate as it says up to its end") {
  const VectorXd six = powers(.81, 6);
  const MatrixXd start = .1 * random_matrix(6, 3, 9);
  const VectorXd a = growth_rates(six, .5);
  for (const double growth : {5., 10., 17.9}) {
    const double t = growth / (a[0] - a[2]);
    const MatrixXd stepped = square(riccati_step(start, six, .5, t));
    INFO("(a_1 - a_d) t = " << growth);
    expect_close(riccati_second_moment(start, six, .5, t), stepped, 1e-15 * std::exp(growth));
  }
}

TEST_CASE("alignment and numerical rank of the table, 90 cells") {
  const VectorXd s = powers(.81, 12);
  struct Row {
    const MatrixXd* start;
    double amplitude;
    double t;
    double alignment;
    std::vector<Index> rank;  // at beta = .1, .25, .5, 2, 10
  };
  const Row rows[] = {{&table_start_2, 1e-1, 4, .9581, {1, 2, 2, 2, 2}},
                      {&table_start_2, 1e-1, 16, 1, {1, 2, 2, 2, 2}},
                      {&table_start_2, 1e-1, 64, 1, {2, 2, 2, 2, 2}},
                      {&table_start_2, 1e-4, 4, .9581, {0, 0, 0, 2, 2}},
                      {&table_start_2, 1e-4, 16, 1, {0, 2, 2, 2, 2}},
                      {&table_start_2, 1e-4, 64, 1, {1, 2, 2, 2, 2}},
                      {&table_start_4, 1e-1, 4, .9478, {1, 3, 4, 4, 4}},
                      {&table_start_4, 1e-1, 16, .9997, {2, 4, 4, 4, 4}},
                      {&table_start_4, 1e-1, 64, 1, {2, 4, 4, 4, 4}},
                      {&table_start_4, 1e-4, 4, .9478, {0, 0, 1, 4, 4}},
                      {&table_start_4, 1e-4, 16, .9997, {0, 2, 4, 4, 4}},
                      {&table_start_4, 1e-4, 64, 1, {1, 3, 4, 4, 4}},
                      {&table_start_8, 1e-1, 4, .8318, {1, 3, 8, 8, 8}},
                      {&table_start_8, 1e-1, 16, .9142, {2, 4, 8, 8, 8}},
                      {&table_start_8, 1e-1, 64, 1, {2, 4, 8, 8, 8}},
                      {&table_start_8, 1e-4, 4, .8318, {0, 0, 1, 8, 8}},
                      {&table_start_8, 1e-4, 16, .9142, {0, 2, 6, 8, 8}},
                      {&table_start_8, 1e-4, 64, 1, {1, 3, 8, 8, 8}}};
  const double betas[] = {.1, .25, .5, 2, 10};
  for (const Row& row : rows) {
    const Index d = row.start->cols();
    for (std::size_t i = 0; i < 5; ++i) {
      INFO("d " << d << ", c_0 " << row.amplitude << ", T " << row.t << ", beta " << betas[i]);
      const MatrixXd w = riccati_step(row.amplitude * *row.start, s, betas[i], row.t);
      const double alignment = basis_of(w).topRows(d).squaredNorm() / static_cast<double>(d);
      CHECK(alignment == Approx(row.alignment).margin(6e-5));
      CHECK((singular_values(w).array() > .1).count() == row.rank[i]);
    }
  }
}

TEST_CASE("the flow refuses shapes, times and weights out of range") {
  const MatrixXd w = random_matrix(3, 2, 1);
  const VectorXd s{{.9, .5, .1}};
  const double nan = std::nan("");
  expect_refusal([&] { (void)growth_rates(VectorXd{{2}}, 1); }, {"growth_rates", "[0, 1]"});
  expect_refusal([&] { (void)growth_rates(s, 0); }, {"beta"});
  expect_refusal([&] { (void)riccati_step(w, VectorXd{{.9, .5}}, 1, 1); }, {"W must be 2 x 2"});
  expect_refusal([&] { (void)riccati_step(nan * w, s, 1, 1); }, {"entries of W"});
  expect_refusal([&] { (void)riccati_step(w, VectorXd{{nan, 1, 1}}, 1, 1); }, {"[0, 1]"});
  expect_refusal([&] { (void)riccati_step(w, s, nan, 1); }, {"beta"});
  for (const double t : {-1., nan, HUGE_VAL}) {
    expect_refusal([&] { (void)riccati_step(w, s, 1, t); }, {"the time must be >= 0"});
    expect_refusal([&] { (void)riccati_second_moment(w, s, 1, t); }, {"the time must be >= 0"});
  }
  expect_refusal([&] { (void)riccati_step(w, s, 1, 1e30); },
                 {"riccati_step", "at most 4e+09", "e+30"});
  // a_1 - a_2 = .8: t = 22.6 is beyond 18, whatever the third mode.
  expect_refusal([&] { (void)riccati_second_moment(w, s, 1, 22.6); },
                 {"(a_1 - a_d) t must be at most 18", "riccati_step"});
  CHECK(riccati_second_moment(w, s, 1, 22.4).allFinite());
  expect_refusal([&] { (void)riccati_second_moment(w.leftCols(1), s, 10, 9); },
                 {"max |a_i| t must be at most 350", "riccati_step"});
}
