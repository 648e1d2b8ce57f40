#include "report/function_picture.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "report/markup.hpp"
#include "report/vectors.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using Eigen::Index;
using Eigen::VectorXd;
using report::function_svg;
using report::FunctionPicture;
using Kind = FunctionPicture::Kind;

namespace {

constexpr double pi = std::numbers::pi;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// 12 values from -2 to 2 on each kind of domain.
FunctionPicture sample(Kind kind) {
  FunctionPicture picture{.caption = "v1", .kind = kind, .values = VectorXd::LinSpaced(12, -2, 2)};
  if (kind == Kind::line) picture.x = VectorXd::LinSpaced(12, -3, 3);
  if (kind == Kind::circle) picture.x = VectorXd::LinSpaced(12, 0, 2 * pi * 11 / 12);
  picture.rows = 3;
  picture.cols = 4;
  return picture;
}

constexpr std::array kinds = {Kind::bars, Kind::line, Kind::circle, Kind::heat_map, Kind::sphere};

/// The numbers of all paths that are filled, by sign.
std::string filled_path(const std::string& svg, std::string_view sign_class) {
  for (const Element& path : named(parse_markup(svg), "path")) {
    if (path.attributes.at("class") == sign_class) return path.attributes.at("d");
  }
  return {};
}

}  // namespace

TEST_CASE("every kind of domain gives a well-formed picture with its range") {
  for (const Kind kind : kinds) {
    FunctionPicture picture = sample(kind);
    picture.caption = hostile;
    const std::string svg = function_svg(picture);
    const auto elements = parse_markup(svg);
    CHECK(named(elements, "script").empty());
    CHECK(number(elements.front(), "width") == 200);
    CHECK(contains(texts(svg), "2"));
    CHECK(contains(texts(svg), "−2"));
    const bool is_map = kind == Kind::heat_map || kind == Kind::sphere || kind == Kind::circle;
    CHECK(named(elements, "image").size() == (kind == Kind::circle ? 1 : is_map ? 2 : 0));
  }
}

TEST_CASE("one bar a state, of both signs, at hand-checkable places") {
  FunctionPicture picture;
  picture.values = vector({1, -1, 0, 0.5});
  const std::string svg = function_svg(picture);
  CHECK(count(filled_path(svg, "evf-pos"), "M") == 2);
  CHECK(count(filled_path(svg, "evf-neg"), "M") == 1);
  // inner width 184 / 4 = 46 a bar; y = 0 is at 8 + 12 + 60 = 80, +1 at 20.
  CHECK(filled_path(svg, "evf-pos") == "M8 80V20h45V80ZM146 80V50h45V80Z");
  CHECK(filled_path(svg, "evf-neg") == "M54 80V140h45V80Z");
  CHECK(contains(texts(svg), "4 states"));
}

TEST_CASE("above 200 states a column shows the extremes of its states") {
  FunctionPicture picture;
  picture.values = VectorXd::Zero(597);
  picture.values(300) = 3;
  picture.values(301) = -3;
  const std::string svg = function_svg(picture);
  CHECK(count(filled_path(svg, "evf-pos"), "M") == 1);
  CHECK(count(filled_path(svg, "evf-neg"), "M") == 1);
  picture.values.setOnes();
  CHECK(count(filled_path(function_svg(picture), "evf-pos"), "M") == 200);
}

TEST_CASE("a line leaves out points where the weight is below 1/100 of the largest") {
  FunctionPicture picture = sample(Kind::line);
  picture.values(0) = 1000;
  picture.weights = VectorXd::Ones(12);
  CHECK(contains(texts(function_svg(picture)), "1e+03"));
  CHECK(contains(texts(function_svg(picture)), "x from −3 to 3"));
  picture.weights(0) = 0.009;
  CHECK(contains(texts(function_svg(picture)), "2"));
  CHECK(contains(texts(function_svg(picture)), "x from −2.45 to 3"));
  picture.weights(0) = 0.011;
  CHECK(contains(texts(function_svg(picture)), "1e+03"));
}

TEST_CASE("angles on a circle need no order and may be whole turns away") {
  FunctionPicture picture = sample(Kind::circle);
  const std::string expected = function_svg(picture);
  picture.x.reverseInPlace();
  picture.values.reverseInPlace();
  CHECK(function_svg(picture) == expected);
  picture.x(3) += 1e9;  // no whole turn, but no endless picture either
  CHECK(function_svg(picture).size() < 2 * expected.size());
}

TEST_CASE("a sphere without colatitudes has equal steps") {
  FunctionPicture picture = sample(Kind::sphere);
  const std::string equal = function_svg(picture);
  picture.x = vector({pi / 6, pi / 2, 5 * pi / 6});
  CHECK(function_svg(picture) == equal);
  picture.x = vector({0.1, 0.2, 0.3});
  CHECK(function_svg(picture) != equal);
}

TEST_CASE("pictures of one state, of zeros, of tiny and of huge values are drawn") {
  for (const Kind kind : kinds) {
    for (const double scale : {0.0, 5e-324, 1e-300, 1e300, std::numeric_limits<double>::max()}) {
      FunctionPicture picture = sample(kind);
      picture.values = scale * VectorXd::LinSpaced(12, -1, 1);
      (void)parse_markup(function_svg(picture));
      picture.values = VectorXd::Constant(1, scale);
      picture.x = VectorXd::Zero(picture.x.size() == 0 ? 0 : 1);
      picture.rows = picture.cols = 1;
      (void)parse_markup(function_svg(picture));
    }
  }
}

TEST_CASE("heat maps keep square cells within bounds") {
  FunctionPicture picture = sample(Kind::heat_map);
  const auto height = [&](Index rows, Index cols) {
    picture.rows = rows;
    picture.cols = cols;
    return number(named(parse_markup(function_svg(picture)), "image").front(), "height");
  };
  CHECK(height(3, 4) == 184.0 * 3 / 4);
  CHECK(height(1, 12) == 24);
  CHECK(height(12, 1) == 2 * 184);
}

TEST_CASE("pictures of values that are not finite are refused for every kind") {
  for (const Kind kind : kinds) {
    FunctionPicture picture = sample(kind);
    picture.values(5) = nan;
    expect_refusal([&] { (void)function_svg(picture); }, {"finite"});
    picture.values(5) = std::numeric_limits<double>::infinity();
    expect_refusal([&] { (void)function_svg(picture); }, {"finite"});
    picture.values.resize(0);
    expect_refusal([&] { (void)function_svg(picture); }, {"at least one value"});
  }
}

TEST_CASE("pictures whose sizes do not fit are refused") {
  for (const Kind kind : {Kind::line, Kind::circle}) {
    FunctionPicture picture = sample(kind);
    picture.x.conservativeResize(11);
    expect_refusal([&] { (void)function_svg(picture); },
                   {"function_svg", "12 values need as many", "received 11", "v1"});
    picture.x = VectorXd::Constant(12, nan);
    expect_refusal([&] { (void)function_svg(picture); }, {"must be finite", "v1"});
  }
  for (const Kind kind : {Kind::heat_map, Kind::sphere}) {
    FunctionPicture picture = sample(kind);
    picture.rows = 4;
    expect_refusal([&] { (void)function_svg(picture); }, {"received 12"});
    picture.rows = 0;
    expect_refusal([&] { (void)function_svg(picture); }, {"received 12"});
  }
  FunctionPicture sphere = sample(Kind::sphere);
  sphere.x = vector({1, 2});
  expect_refusal([&] { (void)function_svg(sphere); }, {"2 colatitudes"});
}

TEST_CASE("a line needs ascending positions and weights >= 0, as many as values") {
  FunctionPicture picture = sample(Kind::line);
  picture.x(4) = -3;
  expect_refusal([&] { (void)function_svg(picture); }, {"must ascend", "received -3", "v1"});
  picture = sample(Kind::line);
  picture.weights = VectorXd::Ones(11);
  expect_refusal([&] { (void)function_svg(picture); }, {"as many weights", "received 11"});
  picture.weights = VectorXd::Constant(12, -1);
  expect_refusal([&] { (void)function_svg(picture); }, {"weights must be >= 0", "received -1"});
  picture.weights = VectorXd::Zero(12);
  (void)parse_markup(function_svg(picture));
}

TEST_CASE("a kind that is none of the enumerators is refused") {
  FunctionPicture picture = sample(Kind::bars);
  picture.kind = static_cast<Kind>(17);
  expect_refusal([&] { (void)function_svg(picture); }, {"kind", "v1"});
}

}  // namespace eigenviews::test
