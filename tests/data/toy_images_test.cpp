#include "data/toy_images.hpp"

#include <cmath>
#include <numbers>

#include "core/memory.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::Index;
using data::Originals;
using data::PixelMatrix;
using data::render_torus;
using data::TorusRender;

namespace {

PixelMatrix pixels_of(Index side, TorusRender render) {
  return std::get<PixelMatrix>(render_torus(side, render).values);
}

constexpr double pi = std::numbers::pi;

// The header's formulas, one pixel at a time.
double plain_bump(Index side, Index row, Index col, Index y, Index x) {
  const auto gap = [side](Index t) {
    t = std::abs(t);
    return static_cast<double>(std::min(t, side - t));
  };
  return 255 * std::exp(-(std::pow(gap(y - row), 2) + std::pow(gap(x - col), 2)) / (2 * 1.5 * 1.5));
}

double plain_grating(Index side, Index row, Index col, Index c, Index y, Index x) {
  const auto q = static_cast<double>(side);
  const double theta = pi * static_cast<double>(row) / q;
  const double hue = 2 * pi * static_cast<double>(col) / q;
  const double u = (static_cast<double>(x) - (q - 1) / 2) / q;
  const double v = (static_cast<double>(y) - (q - 1) / 2) / q;
  const double wave = std::cos(2 * pi * 3 * (u * std::cos(theta) + v * std::sin(theta)));
  return 255 * (1 + wave) / 2 * (1 + std::cos(hue - 2 * pi * static_cast<double>(c) / 3)) / 2;
}

}  // namespace

TEST_CASE("a torus is rendered as one grey bump a state, of the size of the grid") {
  const Originals torus = render_torus(5, TorusRender::bump);
  CHECK(torus.count() == 25);
  CHECK(torus.dimension() == 25);
  REQUIRE(torus.image.has_value());
  CHECK(*torus.image == data::ImageShape{.channels = 1, .height = 5, .width = 5});
  CHECK(torus.labels.empty());
}

TEST_CASE("bumps of side 4 are those computed by hand") {
  // exp(-t^2 / 4.5) at distances 0, 1, 2, 1: 1, 0.80074, 0.41111, 0.80074.
  const PixelMatrix bumps = pixels_of(4, TorusRender::bump);
  Eigen::RowVectorXd first(8);
  first << 255, 204, 105, 204, 204, 164, 84, 164;  // state (0, 0), image rows 0 and 1
  expect_close(bumps.row(0).head(8).cast<double>(), first, 0);
  CHECK(bumps(6, 6) == 255);   // state (1, 2) at its own pixel
  CHECK(bumps(6, 14) == 105);  // two rows below
}

TEST_CASE("every pixel follows its formula, to half a step of a byte") {
  constexpr Index side = 7;
  const PixelMatrix bumps = pixels_of(side, TorusRender::bump);
  const PixelMatrix gratings = pixels_of(side, TorusRender::grating);
  REQUIRE(gratings.cols() == 3 * side * side);
  double bump_error = 0;
  double grating_error = 0;
  for (Index state = 0; state < side * side; ++state) {
    const Index row = state / side;
    const Index col = state % side;
    for (Index pixel = 0; pixel < side * side; ++pixel) {
      const Index y = pixel / side;
      const Index x = pixel % side;
      bump_error =
          std::max(bump_error, std::abs(bumps(state, pixel) - plain_bump(side, row, col, y, x)));
      for (Index c = 0; c < 3; ++c) {
        const double formula = plain_grating(side, row, col, c, y, x);
        grating_error =
            std::max(grating_error, std::abs(gratings(state, c * side * side + pixel) - formula));
      }
    }
  }
  CHECK(bump_error <= 0.5 + 1e-10);
  CHECK(grating_error <= 0.5 + 1e-10);
  CHECK(bump_error > 0.1);  // rounded, so not equal
}

TEST_CASE("moving the state moves a bump round the torus") {
  constexpr Index side = 6;
  const PixelMatrix bumps = pixels_of(side, TorusRender::bump);
  Index wrong = 0;
  for (Index row = 0; row < side; ++row) {
    for (Index col = 0; col < side; ++col) {
      for (Index y = 0; y < side; ++y) {
        for (Index x = 0; x < side; ++x) {
          const Index moved = (y + row) % side * side + (x + col) % side;
          wrong += bumps(row * side + col, moved) != bumps(0, y * side + x);
        }
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("the colours of a grating turn with the column: a third of the circle swaps channels") {
  constexpr Index side = 6;
  constexpr Index area = side * side;
  const PixelMatrix gratings = pixels_of(side, TorusRender::grating);
  for (Index row = 0; row < side; ++row) {
    const auto at = [&](Index col, Index c) {
      return gratings.row(row * side + col).segment(c * area, area).cast<double>();
    };
    // Equal up to the last bit of the cosine, which may turn a rounding.
    expect_close(at(2, 1), at(0, 0), 1);
    expect_close(at(2, 2), at(0, 1), 1);
    expect_close(at(4, 2), at(0, 0), 1);
  }
}

TEST_CASE("all images of a torus differ") {
  for (const TorusRender render : {TorusRender::bump, TorusRender::grating}) {
    const PixelMatrix images = pixels_of(8, render);
    Index equal = 0;
    for (Index i = 0; i < images.rows(); ++i) {
      for (Index j = 0; j < i; ++j) equal += images.row(i) == images.row(j);
    }
    CHECK(equal == 0);
  }
}

TEST_CASE("a torus without a side, or larger than memory, is refused") {
  expect_refusal([] { (void)render_torus(0, TorusRender::bump); },
                 {"render_torus: the side must be at least 1", "received 0"});
  expect_refusal([] { (void)render_torus(-3, TorusRender::grating); }, {"received -3"});
  expect_refusal([] { (void)render_torus(Index{1} << 40, TorusRender::bump); }, {"of memory"});
  core::set_available_memory_for_tests(3 * 81 - 1);
  expect_refusal([] { (void)render_torus(3, TorusRender::grating); },
                 {"torus images", "of memory", "give a smaller side"});
  CHECK(render_torus(3, TorusRender::bump).count() == 9);
  core::set_available_memory_for_tests(-1);
}

}  // namespace eigenviews::test
