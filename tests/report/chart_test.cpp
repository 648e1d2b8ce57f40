#include "report/chart.hpp"

#include <cmath>
#include <limits>

#include "report/markup.hpp"
#include "report/vectors.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using Eigen::VectorXd;
using report::Chart;
using report::chart_svg;
using report::Mark;
using report::Series;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

VectorXd places(Eigen::Index n) { return VectorXd::LinSpaced(n, 0, static_cast<double>(n - 1)); }

Chart chart_of(const VectorXd& y, bool log10 = false, Mark mark = Mark::dots) {
  Chart chart;
  chart.title = "title";
  chart.x = {.label = "place", .integers = true};
  chart.y = {.label = "height", .log10 = log10};
  chart.series = {{.mark = mark, .x = places(y.size()), .y = y}};
  return chart;
}

std::vector<Element> circles(const std::string& svg) { return named(parse_markup(svg), "circle"); }

/// Every coordinate of circles, texts and images lies on the paper.
void expect_on_paper(const std::string& svg) {
  const auto elements = parse_markup(svg);
  const double width = number(elements.front(), "width");
  const double height = number(elements.front(), "height");
  for (const auto& [name, x, y] : std::vector<std::array<std::string, 3>>{{"circle", "cx", "cy"},
                                                                          {"text", "x", "y"},
                                                                          {"rect", "x", "y"}}) {
    for (const Element& element : named(elements, name)) {
      if (!element.attributes.contains(x)) continue;  // the background
      CHECK((number(element, x) >= 0 && number(element, x) <= width));
      CHECK((number(element, y) >= 0 && number(element, y) <= height));
    }
  }
}

}  // namespace

TEST_CASE("dots stand where their values are") {
  const auto dots = circles(chart_svg(chart_of(vector({0, 1, 4}))));
  REQUIRE(dots.size() == 3);
  const double step = number(dots[1], "cx") - number(dots[0], "cx");
  CHECK(number(dots[2], "cx") - number(dots[1], "cx") == Approx(step).margin(0.02));
  const double unit = number(dots[0], "cy") - number(dots[1], "cy");
  CHECK(unit > 10);
  CHECK(number(dots[0], "cy") - number(dots[2], "cy") == Approx(4 * unit).margin(0.05));
}

TEST_CASE("on a logarithmic axis equal ratios are equal distances") {
  const auto dots = circles(chart_svg(chart_of(vector({1, 1e-3, 1e-6}), true)));
  REQUIRE(dots.size() == 3);
  const double first = number(dots[1], "cy") - number(dots[0], "cy");
  CHECK(first > 50);
  CHECK(number(dots[2], "cy") - number(dots[1], "cy") == Approx(first).margin(0.02));
}

TEST_CASE("zeros, negatives and values below the floor are triangles at the bottom of a log axis") {
  Chart chart = chart_of(vector({1, 0.1, 0, -1, 1e-9}), true);
  CHECK(circles(chart_svg(chart)).size() == 3);
  CHECK(count(chart_svg(chart), "h8l-4 7z") == 2);
  chart.y.floor = 1e-3;
  CHECK(circles(chart_svg(chart)).size() == 2);
  CHECK(count(chart_svg(chart), "h8l-4 7z") == 3);
  expect_on_paper(chart_svg(chart));
}

TEST_CASE("a value at the floor stays in the picture") {
  Chart chart = chart_of(vector({1, 1e-3}), true);
  chart.y.floor = 1e-3;
  CHECK(circles(chart_svg(chart)).size() == 2);
}

TEST_CASE("error bars reach from y - e to y + e and are clipped on a log axis") {
  Chart chart = chart_of(vector({1, 3}));
  chart.series[0].error = vector({0.5, 0});
  CHECK(count(chart_svg(chart), "m-3 0h6") == 1);
  chart = chart_of(vector({1, 0.1}), true);
  chart.series[0].error = vector({0.5, 0.2});  // 0.1 - 0.2 < 0
  CHECK(count(chart_svg(chart), "m-3 0h6") == 2);
  expect_on_paper(chart_svg(chart));
}

TEST_CASE("degenerate ranges give a picture: equal, equal up to rounding, zero, tiny, huge, one") {
  const double next = std::nextafter(1.0, 2.0);
  for (const bool log10 : {false, true}) {
    for (const VectorXd& y : {vector({1, 1, 1}),
                              vector({1, next}),
                              vector({1 - 1e-15, 1}),
                              vector({1e17, 1e17 + 16}),
                              vector({1e-300, 2e-300}),
                              vector({5e-324, 1}),
                              vector({1e-300, 1e300}),
                              vector({1e300, 1e300}),
                              vector({0.7}),
                              vector({1e-5, 1e-5 + 1e-13})}) {
      INFO(y.transpose() << (log10 ? " log" : " linear"));
      const std::string svg = chart_svg(chart_of(y, log10));
      CHECK(circles(svg).size() == static_cast<std::size_t>(y.size()));
      expect_on_paper(svg);
    }
  }
  expect_on_paper(chart_svg(chart_of(vector({0, 0, 0}))));
  expect_on_paper(chart_svg(chart_of(vector({-1e-300, 1e-300}))));
  expect_on_paper(chart_svg(chart_of(vector({-2, -2}))));
}

TEST_CASE("eigenvalues that are all 1 up to rounding are shown on an axis from 0") {
  const std::string svg = chart_svg(chart_of(vector({1, 1 - 2e-16, 1 - 4e-16})));
  CHECK(contains(texts(svg), "0.0"));
  CHECK(contains(texts(svg), "1.0"));
}

TEST_CASE("bars stand on zero and stay on the paper, few or many") {
  for (const Eigen::Index n : {1, 2, 3, 50}) {
    Chart chart = chart_of(VectorXd::LinSpaced(n, 1, 2), false, Mark::bars);
    const std::string svg = chart_svg(chart);
    expect_on_paper(svg);
    const auto bars = named(parse_markup(svg), "rect");
    REQUIRE(bars.size() == static_cast<std::size_t>(n) + 1);  // and the background
    const double bottom = number(bars[1], "y") + number(bars[1], "height");
    for (std::size_t i = 1; i < bars.size(); ++i) {
      CHECK(number(bars[i], "y") + number(bars[i], "height") == Approx(bottom).margin(0.02));
      CHECK(number(bars[i], "x") + number(bars[i], "width") <= chart.width);
    }
  }
  Chart log = chart_of(vector({1, 1e-3}), true, Mark::bars);
  expect_on_paper(chart_svg(log));
}

TEST_CASE("a line ends at a value that a log axis cannot show") {
  const std::string whole = chart_svg(chart_of(vector({1, 0.1, 0.01, 0.001}), true, Mark::line));
  const std::string broken = chart_svg(chart_of(vector({1, 0.1, 0, 0.001}), true, Mark::line));
  CHECK(count(broken, "stroke-linejoin") == 1);
  const auto line = [](const std::string& svg) {
    for (const Element& path : named(parse_markup(svg), "path")) {
      if (path.attributes.contains("stroke-linejoin")) return path.attributes.at("d");
    }
    return std::string();
  };
  CHECK(count(line(whole), "M") == 1);
  CHECK(count(line(whole), "L") == 3);
  CHECK(count(line(broken), "M") == 2);
  CHECK(count(line(broken), "L") == 1);
}

TEST_CASE("labels, titles, legends and brackets are escaped and all there") {
  Chart chart = chart_of(vector({1, 2, 3}));
  chart.title = chart.subtitle = chart.x.label = chart.y.label = hostile;
  chart.series[0].legend = hostile;
  chart.brackets = {{0, 1, hostile}};
  const auto elements = parse_markup(chart_svg(chart));
  CHECK(named(elements, "script").empty());
  std::size_t found = 0;
  for (const Element& text : named(elements, "text")) found += text.text.starts_with("<script>");
  CHECK(found == 6);
}

TEST_CASE("a title longer than the chart is cut") {
  Chart chart = chart_of(vector({1, 2}));
  chart.title = std::string(50, 'a') + std::string(500, 'b');
  const std::string title = texts(chart_svg(chart)).front();
  CHECK(title.starts_with(std::string(50, 'a') + "b"));
  CHECK(title.ends_with("b…"));
  CHECK(title.size() < 100);
  chart.title.clear();
  for (int i = 0; i < 300; ++i) chart.title += "σ";  // never within a character
  CHECK(texts(chart_svg(chart)).front().starts_with("σσσ"));
}

TEST_CASE("of two brackets whose labels would overlap, the first keeps its label") {
  Chart chart = chart_of(VectorXd::Ones(200));
  chart.brackets = {{0, 1, "×2222222"}, {2, 3, "×3333333"}, {150, 160, "×11"}};
  const auto all = texts(chart_svg(chart));
  CHECK(contains(all, "×2222222"));
  CHECK_FALSE(contains(all, "×3333333"));
  CHECK(contains(all, "×11"));
}

TEST_CASE("long tick labels move the axis to the right instead of running into its name") {
  const auto near = circles(chart_svg(chart_of(vector({1.0, 2.0}))));
  const auto far = circles(chart_svg(chart_of(vector({123450.0, 123480.0}))));
  CHECK(number(far[0], "cx") > number(near[0], "cx"));
}

TEST_CASE("the same chart gives the same bytes") {
  const Chart chart = chart_of(vector({1, 0.3, 0.2}));
  CHECK(chart_svg(chart) == chart_svg(chart));
}

TEST_CASE("a chart of bad numbers is refused in one line") {
  const auto refuse = [](const Series& series, bool log10, const char* part) {
    Chart chart = chart_of(vector({1, 2}), log10);
    chart.series = {series};
    expect_refusal([&] { (void)chart_svg(chart); }, {"chart_svg", part});
  };
  const VectorXd two = vector({1, 2});
  refuse({.x = two, .y = vector({1})}, false, "one size; received 2, 1, 0, 0");
  refuse({.x = two, .y = two, .error = vector({1})}, false, "one size");
  refuse({.x = two, .y = two, .colour = {0, 1, 2}}, false, "one size");
  refuse({.x = two, .y = two, .colour = {4}}, false, "colours are 0 to 3; received 4");
  refuse({.x = two, .y = two, .colour = {-1}}, false, "colours are 0 to 3; received -1");
  refuse({.x = two, .y = vector({1, nan})}, false, "finite");
  refuse({.x = two, .y = vector({1, infinity})}, false, "finite");
  refuse({.x = vector({nan, 1}), .y = two}, false, "finite");
  refuse({.x = two, .y = two, .error = vector({nan, 0})}, false, "finite");
  refuse({.x = two, .y = two, .error = vector({0, -1})}, false, ">= 0; received -1");
  refuse({.x = VectorXd(), .y = VectorXd()}, false, "low <= high");
  refuse({.x = two, .y = vector({0, -1})}, true, "positive value");
  Chart empty;
  expect_refusal([&] { (void)chart_svg(empty); }, {"chart_svg"});
  Chart log_x = chart_of(vector({1, 2}));
  log_x.x.log10 = true;
  expect_refusal([&] { (void)chart_svg(log_x); }, {"x must be > 0", "received 0"});
}

}  // namespace eigenviews::test
