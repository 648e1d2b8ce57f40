#include <algorithm>
#include <limits>

#include "report/markup.hpp"
#include "report/svg.hpp"
#include "report/text.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using report::coordinate;
using report::escape_markup;
using report::significant;

TEST_CASE("the five characters of markup become entities and all others stay") {
  CHECK(escape_markup("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
  CHECK(escape_markup("σ² ≤ 1, 日本, 😀\t\n\r") == "σ² ≤ 1, 日本, 😀\t\n\r");
  CHECK(escape_markup("").empty());
}

TEST_CASE(
    "controls, reordering characters and broken UTF-8 become U+FFFD, one a byte where broken") {
  const std::string bad = "\xEF\xBF\xBD";
  CHECK(escape_markup(std::string("a\0b", 3)) == "a" + bad + "b");
  for (const char* one : {"\x01",
                          "\x1b",
                          "\x1f",
                          "\x7f",
                          "\xc2\x80",
                          "\xc2\x9f",
                          "\xe2\x80\xae",
                          "\xe2\x81\xa6",
                          "\xef\xbf\xbe",
                          "\xef\xbf\xbf",
                          "\xff",
                          "\xc3",
                          "\x80"}) {
    CHECK(escape_markup(one) == bad);
  }
  CHECK(escape_markup("\xc2\xa0") == "\xc2\xa0");                     // first after the controls
  CHECK(escape_markup("\xc0\xaf") == bad + bad);                      // overlong '/'
  CHECK(escape_markup("\xe0\x80\xaf") == bad + bad + bad);            // overlong '/'
  CHECK(escape_markup("\xf0\x80\x80\xaf") == bad + bad + bad + bad);  // overlong '/'
  CHECK(escape_markup("\xed\xa0\x80") == bad + bad + bad);            // surrogate
  CHECK(escape_markup("\xf4\x90\x80\x80") == bad + bad + bad + bad);  // above U+10FFFF
  CHECK(escape_markup("\xe2\x82") == bad + bad);                      // cut short
  CHECK(escape_markup("\xe2<") == bad + "&lt;");                      // markup after a broken lead
}

TEST_CASE("every pair of bytes gives well-formed markup") {
  for (int first = 0; first < 256; ++first) {
    std::string text;
    for (int second = 0; second < 256; ++second) {
      text += escape_markup(std::string{static_cast<char>(first), static_cast<char>(second)});
    }
    text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
    (void)parse_markup("<a b=\"" + text + "\">" + text + "</a>");
  }
}

TEST_CASE("characters are counted, not bytes") {
  CHECK(report::count_characters("σ² = 1") == 6);
  CHECK(report::count_characters("") == 0);
}

TEST_CASE("coordinates have at most two decimals and no minus zero") {
  CHECK(coordinate(1) == "1");
  CHECK(coordinate(100) == "100");
  CHECK(coordinate(1.5) == "1.5");
  CHECK(coordinate(-2.346) == "-2.35");
  CHECK(coordinate(-0.001) == "0");
  CHECK(coordinate(0.004) == "0");
  expect_refusal([] { (void)coordinate(std::numeric_limits<double>::quiet_NaN()); },
                 {"coordinate", "finite", "nan"});
  expect_refusal([] { (void)coordinate(-std::numeric_limits<double>::infinity()); }, {"-inf"});
}

TEST_CASE("significant digits, and no number is hidden") {
  CHECK(significant(0.67412, 3) == "0.674");
  CHECK(significant(3.21e-14, 2) == "3.2e-14");
  CHECK(significant(1, 4) == "1");
  CHECK(significant(std::numeric_limits<double>::quiet_NaN(), 3) == "NaN");
  CHECK(significant(std::numeric_limits<double>::infinity(), 3) == "inf");
  CHECK(significant(-std::numeric_limits<double>::infinity(), 3) == "-inf");
}

TEST_CASE("an SVG carries its title escaped and stays well-formed") {
  const std::string svg = report::svg_open(20, 10, hostile) +
                          report::svg_text(1, 2, hostile, {.upwards = true}) +
                          report::svg_line(0, 0, 1, 1, report::Role::axis) +
                          report::svg_image(0, 0, 1, 1, "bytes") + "</svg>\n";
  const auto elements = parse_markup(svg);
  CHECK(elements.front().attributes.at("viewBox") == "0 0 20 10");
  CHECK(named(elements, "script").empty());
  CHECK(named(elements, "title").front().text == named(elements, "text").front().text);
  CHECK(named(elements, "text").front().attributes.at("transform") == "rotate(-90 1 2)");
  CHECK(named(elements, "image").front().attributes.at("href") == "data:image/png;base64,Ynl0ZXM=");
}

TEST_CASE("each colour has a light and a dark tone and the dark ones are in the style sheet") {
  for (int i = 0; i <= static_cast<int>(report::Role::negative); ++i) {
    const auto role = static_cast<report::Role>(i);
    CHECK(report::light_tone(role).size() == 7);
    CHECK(report::dark_rules().find(report::dark_tone(role)) != std::string::npos);
    CHECK(report::paint(role, role).find(report::light_tone(role)) != std::string::npos);
  }
  CHECK(report::paint({}, report::Role::axis).find("fill=\"none\"") != std::string::npos);
}

}  // namespace eigenviews::test
