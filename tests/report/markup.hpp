#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

// A strict little parser for the markup that the report room writes.
namespace eigenviews::test {

/// A start tag (or an empty element) with its attributes, entities resolved.
struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  ///< the characters up to the next tag, entities resolved.
};

/// Every element in document order. Fails the running test where tags are not balanced, attributes
/// not quoted or double, an ampersand is no known entity, a '<' or '>' is bare, a character is a
/// control or not UTF-8.
///
/// @param void_elements  names that HTML never closes; empty for SVG.
[[nodiscard]] std::vector<Element> parse_markup(std::string_view text,
                                                const std::vector<std::string>& void_elements = {});

/// The same for one of our pages: checks the doctype and knows HTML's void elements.
[[nodiscard]] std::vector<Element> parse_page(std::string_view html);

[[nodiscard]] std::vector<Element> named(const std::vector<Element>& elements,
                                         std::string_view name);
/// The texts of all <text> elements.
[[nodiscard]] std::vector<std::string> texts(std::string_view svg);
[[nodiscard]] bool contains(const std::vector<std::string>& all, std::string_view one);
[[nodiscard]] std::size_t count(std::string_view text, std::string_view part);
/// An attribute as a number; fails the test where it is missing or no number.
[[nodiscard]] double number(const Element& element, const std::string& attribute);

/// A file name as an attacker would choose it: markup, quotes, controls, an escape sequence, a
/// right-to-left override, bytes that are not UTF-8.
inline const std::string hostile =
    "<script>alert('x')</script>\" onload=\"&amp;\x01\x1b[31m\x7f\xc2\x85\xe2\x80\xae\xff\xc3.png";

}  // namespace eigenviews::test
