#include "data/printable.hpp"

#include "support/expect.hpp"

namespace eigenviews::test {

using data::excerpt;
using data::shown;

TEST_CASE("a path keeps its letters, and its control characters are replaced") {
  CHECK(shown("/data/Größe 1.png") == "/data/Größe 1.png");
  CHECK(shown("a\nb\tc\x1b[31m\x7f") == "a?b?c?[31m?");
  CHECK(shown("") == "");
}

TEST_CASE("an excerpt is quoted, and bytes that are not printable ASCII are replaced") {
  CHECK(excerpt("1.5 x") == "'1.5 x'");
  CHECK(excerpt("") == "''");
  CHECK(excerpt(std::string_view("a\0b\n\xff~", 6)) == "'a?b??~'");
}

TEST_CASE("an excerpt has at most forty characters and says when there are more") {
  const std::string forty(40, 'x');
  CHECK(excerpt(forty) == "'" + forty + "'");
  CHECK(excerpt(forty + "y") == "'" + forty + "'...");
}

}  // namespace eigenviews::test
