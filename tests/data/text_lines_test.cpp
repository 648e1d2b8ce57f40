#include "data/text_lines.hpp"

#include "support/expect.hpp"

namespace eigenviews::test {

using data::Lines;
using data::parse_whole;
using data::split_words;

TEST_CASE("lines are numbered from 1, blank ones and comments are passed over on demand") {
  Lines lines("first\n\n % note\n  second \nthird", "a.txt");
  CHECK(lines.next() == "first");
  CHECK(lines.where() == "a.txt, line 1");
  CHECK(lines.next_content() == "second ");
  CHECK(lines.where() == "a.txt, line 4");
  CHECK(lines.bytes_left() == 5);
  CHECK(lines.next_content() == "third");
  CHECK_FALSE(lines.next_content().has_value());
  CHECK(lines.next() == "");
  CHECK(lines.file() == "a.txt");
}

TEST_CASE("a line is split at blanks, and one word too many is counted") {
  const auto exact = split_words<2>(" 1\t 22\r");
  REQUIRE(exact.count == 2);
  CHECK(exact.word[0] == "1");
  CHECK(exact.word[1] == "22");
  CHECK(split_words<2>("").count == 0);
  CHECK(split_words<2>("1").count == 1);
  CHECK(split_words<2>("1 2 3 4").count == 3);
}

TEST_CASE("a number must take up its whole word and fit its type") {
  std::int64_t whole = 0;
  double real = 0;
  CHECK((parse_whole("+9223372036854775807", whole) && whole == 9223372036854775807));
  CHECK((parse_whole("-1.5e-3", real) && real == -1.5e-3));
  for (const char* word : {"", "+", "+-1", "++1", "1x", "0x1", "1.5", "9223372036854775808"}) {
    INFO(word);
    CHECK_FALSE(parse_whole(word, whole));
  }
  CHECK_FALSE(parse_whole("1e999", real));
}

}  // namespace eigenviews::test
