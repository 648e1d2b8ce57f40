// The heat map: what is drawn where, and what is refused.
#include "report/heat_map.hpp"

#include <limits>

#include "markup.hpp"
#include "support/refusal.hpp"

using namespace eigenviews;
using namespace eigenviews::report;
using test::expect_refusal;

namespace {

HeatMap two_by_three() {
  HeatMap map;
  map.title = "modes < d";
  map.x_label = "beta";
  map.y_label = "d";
  map.rows = {"2", "4"};
  map.columns = {".1", ".5", "2"};
  map.values = (Eigen::MatrixXd(2, 3) << 0, 1, 2, 0, 2, 4).finished();
  map.texts = {"a", "b", "c", "d", "e", "f"};
  return map;
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
    ++found;
  }
  return found;
}

}  // namespace

TEST_CASE("each cell is shaded by its value and carries its text, the title is escaped") {
  const std::string svg = heat_map_svg(two_by_three());
  CHECK(svg == heat_map_svg(two_by_three()));
  CHECK(svg.find("modes &lt; d") != std::string::npos);
  for (const char* text : {">a<", ">f<", ">beta<", ">d<", ">.5<"}) {
    CHECK(svg.find(text) != std::string::npos);
  }
  CHECK(count(svg, "fill-opacity") == 4);  // a value of 0 is paper
  CHECK(count(svg, "fill-opacity=\"0.65\"") == 1);
  CHECK(svg.find(">f<") < svg.find("</svg>"));
}

TEST_CASE("a cell that was not measured is empty, and all of them may be") {
  HeatMap map = two_by_three();
  map.values.setConstant(std::numeric_limits<double>::quiet_NaN());
  CHECK(count(heat_map_svg(map), "fill-opacity") == 0);
}

TEST_CASE("a line goes between marked cells and others") {
  HeatMap map = two_by_three();
  const std::string thick = "stroke-width=\"2.5\"";
  CHECK(count(heat_map_svg(map), thick) == 0);
  map.marked.resize(2, 3);
  map.marked << false, true, true, false, false, true;
  CHECK(count(heat_map_svg(map), thick) == 3);
}

TEST_CASE("a heat map whose parts do not fit is refused") {
  HeatMap map = two_by_three();
  map.rows.clear();
  expect_refusal([&] { (void)heat_map_svg(map); }, {"at least one cell"});
  map = two_by_three();
  map.texts.pop_back();
  expect_refusal([&] { (void)heat_map_svg(map); }, {"texts", "5"});
  map = two_by_three();
  map.values.resize(3, 2);
  expect_refusal([&] { (void)heat_map_svg(map); }, {"values", "6"});
  map = two_by_three();
  map.marked.resize(1, 3);
  expect_refusal([&] { (void)heat_map_svg(map); }, {"marks", "3"});
  map = two_by_three();
  map.values(0, 0) = -1;
  expect_refusal([&] { (void)heat_map_svg(map); }, {">= 0", "-1"});
}
