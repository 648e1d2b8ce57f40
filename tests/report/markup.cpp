#include "report/markup.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <set>

#include "support/catch.hpp"

namespace eigenviews::test {
namespace {

const std::map<std::string, std::string> entities = {{"amp", "&"},
                                                     {"lt", "<"},
                                                     {"gt", ">"},
                                                     {"quot", "\""},
                                                     {"#39", "'"}};

class Parser {
 public:
  Parser(std::string_view text, const std::vector<std::string>& void_elements)
      : text_(text), void_(void_elements.begin(), void_elements.end()) {}

  std::vector<Element> elements() {
    while (!text_.empty()) {
      if (text_.front() == '<') {
        read_tag();
      } else {
        read_text();
      }
    }
    INFO("open at the end: " << (open_.empty() ? "" : open_.back()));
    REQUIRE(open_.empty());
    return found_;
  }

 private:
  std::string resolved(std::string_view raw) {
    std::string plain;
    while (!raw.empty()) {
      if (raw.front() != '&') {
        plain += raw.front();
        raw.remove_prefix(1);
        continue;
      }
      const std::size_t end = raw.find(';');
      REQUIRE(end != std::string_view::npos);
      const std::string name(raw.substr(1, end - 1));
      INFO("entity " << name);
      REQUIRE(entities.contains(name));
      plain += entities.at(name);
      raw.remove_prefix(end + 1);
    }
    return plain;
  }

  void read_text() {
    const std::string_view raw = text_.substr(0, text_.find('<'));
    REQUIRE(raw.find('>') == std::string_view::npos);
    if (!found_.empty() && found_.back().text.empty()) found_.back().text = resolved(raw);
    text_.remove_prefix(raw.size());
  }

  void read_tag() {
    const std::size_t end = text_.find('>');
    REQUIRE(end != std::string_view::npos);
    std::string_view tag = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    INFO("tag <" << tag << ">");
    REQUIRE(tag.find('<') == std::string_view::npos);
    if (tag.starts_with("/")) {
      REQUIRE_FALSE(open_.empty());
      REQUIRE(open_.back() == tag.substr(1));
      open_.pop_back();
      return;
    }
    const bool empty_element = tag.ends_with("/");
    if (empty_element) tag.remove_suffix(1);
    Element element = start_tag(tag);
    if (!empty_element && !void_.contains(element.name)) open_.push_back(element.name);
    found_.push_back(std::move(element));
  }

  Element start_tag(std::string_view tag) {
    Element element;
    while (!tag.empty() && std::isalnum(static_cast<unsigned char>(tag.front())) != 0) {
      element.name += tag.front();
      tag.remove_prefix(1);
    }
    REQUIRE_FALSE(element.name.empty());
    while (!tag.empty()) {
      REQUIRE(tag.front() == ' ');
      const std::size_t equals = tag.find("=\"");
      REQUIRE(equals != std::string_view::npos);
      const std::string name(tag.substr(1, equals - 1));
      REQUIRE(std::ranges::all_of(name, [](char c) { return c == '-' || std::isalnum(c) != 0; }));
      const std::size_t quote = tag.find('"', equals + 2);
      REQUIRE(quote != std::string_view::npos);
      const std::string value = resolved(tag.substr(equals + 2, quote - equals - 2));
      REQUIRE(element.attributes.emplace(name, value).second);
      tag.remove_prefix(quote + 1);
    }
    return element;
  }

  std::string_view text_;
  std::set<std::string> void_;
  std::vector<std::string> open_;
  std::vector<Element> found_;
};

/// Plain UTF-8 decoding of well-formed text; refuses everything else and every control.
void require_clean(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    REQUIRE((lead < 0x80 || lead >= 0xC2));
    REQUIRE(i + size <= text.size());
    std::uint32_t code = size == 1 ? lead : lead & (0x7Fu >> size);
    for (std::size_t j = 1; j < size; ++j) {
      const auto byte = static_cast<unsigned char>(text[i + j]);
      REQUIRE((byte & 0xC0u) == 0x80u);
      code = code << 6 | (byte & 0x3Fu);
    }
    const bool control = (code < 0x20 && code != '\n' && code != '\t') ||
                         (code >= 0x7F && code < 0xA0) || code == 0x202E;
    REQUIRE_FALSE(control);
    i += size;
  }
}

}  // namespace

std::vector<Element> parse_markup(std::string_view text,
                                  const std::vector<std::string>& void_elements) {
  require_clean(text);
  return Parser(text, void_elements).elements();
}

std::vector<Element> parse_page(std::string_view html) {
  constexpr std::string_view doctype = "<!DOCTYPE html>\n";
  REQUIRE(html.starts_with(doctype));
  return parse_markup(html.substr(doctype.size()), {"meta", "img", "wbr"});
}

std::vector<Element> named(const std::vector<Element>& elements, std::string_view name) {
  std::vector<Element> chosen;
  std::ranges::copy_if(elements, std::back_inserter(chosen), [&](const Element& element) {
    return element.name == name;
  });
  return chosen;
}

std::vector<std::string> texts(std::string_view svg) {
  std::vector<std::string> all;
  for (const Element& element : named(parse_markup(svg), "text")) all.push_back(element.text);
  return all;
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

double number(const Element& element, const std::string& attribute) {
  INFO(element.name << " " << attribute);
  REQUIRE(element.attributes.contains(attribute));
  std::size_t used = 0;
  const std::string& text = element.attributes.at(attribute);
  const double value = std::stod(text, &used);
  REQUIRE(used == text.size());
  return value;
}

}  // namespace eigenviews::test
