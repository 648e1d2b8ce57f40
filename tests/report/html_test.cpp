#include "report/html.hpp"

#include <algorithm>

#include "report/markup.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using report::HtmlPage;

namespace {

/// Nothing on the page is fetched, run or submitted.
void expect_self_contained(const std::string& html) {
  for (const Element& element : parse_page(html)) {
    INFO("<" << element.name << ">");
    for (const char* banned : {"script", "link", "iframe", "object", "embed", "base", "form"}) {
      CHECK(element.name != banned);
    }
    for (const auto& [name, value] : element.attributes) {
      INFO(name << "=" << value);
      CHECK_FALSE(name.starts_with("on"));
      if (name == "src" || name == "href") CHECK(value.starts_with("data:image/png;base64,"));
      if (name != "xmlns") CHECK(value.find("//") == std::string::npos);
    }
    if (element.name == "style") {
      CHECK(element.text.find("url(") == std::string::npos);
      CHECK(element.text.find("@import") == std::string::npos);
    }
  }
}

/// A page that shows `text` wherever a page shows texts.
std::string page_of(const std::string& text) {
  HtmlPage page(text);
  page.add_warning(text);
  page.add_section(text);
  page.add_text(text);
  page.add_code(text);
  page.add_facts({{text, text}});
  page.add_figure({"<svg></svg>", text});
  page.add_figures({{"<svg></svg>", text}});
  page.add_table({.header = {text}, .rows = {{text}}, .caption = text});
  page.add_image_pair({text, text, {{"png", text}}, text, {{"png", text}}});
  return page.text();
}

}  // namespace

TEST_CASE("every text of a page is escaped") {
  const std::string html = page_of(hostile);
  expect_self_contained(html);
  CHECK(count(html, "<script") == 0);
  CHECK(count(html, "&lt;script&gt;") == 20);
  CHECK(count(page_of("plain"), "plain") == 20);
}

TEST_CASE("a page forbids itself to fetch or run anything") {
  const auto metas = named(parse_page(HtmlPage("t").text()), "meta");
  const auto policy = std::ranges::find_if(metas, [](const Element& meta) {
    return meta.attributes.contains("http-equiv");
  });
  REQUIRE(policy != metas.end());
  CHECK(policy->attributes.at("http-equiv") == "Content-Security-Policy");
  CHECK(policy->attributes.at("content") ==
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
}

TEST_CASE("sections follow each other and an empty page is a page") {
  HtmlPage page("t");
  (void)parse_page(page.text());
  page.add_section("one");
  page.add_section("two");
  CHECK(named(parse_page(page.text()), "section").size() == 2);
}

TEST_CASE("a table has its rows, and bands change with the value of their column") {
  HtmlPage page("t");
  page.add_table({.header = {"i", "cluster"},
                  .rows = {{"0", "0"}, {"1", "1"}, {"2", "1"}, {"3", "2"}},
                  .band_column = 1});
  const auto rows = named(parse_page(page.text()), "tr");
  REQUIRE(rows.size() == 5);
  CHECK_FALSE(rows[1].attributes.contains("class"));
  CHECK(rows[2].attributes.at("class") == "band");
  CHECK(rows[3].attributes.at("class") == "band");
  CHECK_FALSE(rows[4].attributes.contains("class"));
}

TEST_CASE("a row of another length is refused") {
  HtmlPage page("t");
  expect_refusal(
      [&] {
        page.add_table({.header = {"a", "b"}, .rows = {{"1", "2"}, {"1"}}});
      },
      {"HtmlPage::add_table", "2 cells", "received 1"});
}

TEST_CASE("long values take a row of their own and may be broken after commas") {
  HtmlPage page("t");
  page.add_facts({{"short", "a,b"}, {"long", std::string(81, 'x')}, {"empty", ""}});
  const std::string html = page.text();
  CHECK(count(html, "a,<wbr>b") == 1);
  CHECK(count(html, "<div class=\"long\">") == 1);
  (void)parse_page(html);
}

TEST_CASE("columns of words are marked in the head and in every row, and no other") {
  HtmlPage page("p");
  page.add_section("s");
  page.add_table(
      {.header = {"claim", "value"}, .rows = {{"a <b>", "1"}, {"c", "2"}}, .words = {0}});
  const std::string html = page.text();
  CHECK(html.find("<th class=\"words\">claim</th><th>value</th>") != std::string::npos);
  CHECK(html.find("<td class=\"words\">a &lt;b&gt;</td><td>1</td>") != std::string::npos);
  CHECK(html.find("<td class=\"words\">c</td><td>2</td>") != std::string::npos);
}

}  // namespace eigenviews::test
