#include "core/spec.hpp"

#include "support/refusal.hpp"

using namespace eigenviews::core;
using eigenviews::test::expect_refusal;

namespace {

constexpr double huge = 1e300;

}  // namespace

TEST_CASE("a specification is a name with options, after ':' or ','") {
  Spec spec = Spec::parse("gaussian:sigma=2.5,pca=32");
  CHECK(spec.name() == "gaussian");
  CHECK(spec.text() == "gaussian:sigma=2.5,pca=32");
  CHECK(spec.has("pca"));
  CHECK_FALSE(spec.has("sigm"));
  CHECK(spec.positive("sigma", 1) == 2.5);
  CHECK(spec.integer("pca", 0, 0, 100) == 32);
  spec.finish();

  Spec toy = Spec::parse("torus,side=12,sigma=1.1x1.9", ',');
  CHECK(toy.name() == "torus");
  CHECK(toy.integer("side", 16, 2, 512) == 12);
  CHECK(toy.positive_list("sigma", {1.6, 2.4}, 2) == std::vector<double>{1.1, 1.9});
  toy.finish();
}

TEST_CASE("options that were not given take their fallback") {
  Spec spec = Spec::parse("torus");
  CHECK(spec.number("r", 0.25, 0, 1) == 0.25);
  CHECK(spec.integer("side", 16, 2, 512) == 16);
  CHECK(spec.positive("s", 3) == 3);
  CHECK(spec.positive_list("sigma", {1.6, 2.4}, 2) == std::vector<double>{1.6, 2.4});
  CHECK(spec.word("render", "bump", {"bump", "grating"}) == "bump");
  spec.finish();
}

TEST_CASE("a value keeps what follows its first '='") {
  Spec spec = Spec::parse("name:key=a=b");
  CHECK(spec.word("key", "x", {"a=b", "x"}) == "a=b");
}

TEST_CASE("malformed specifications are refused") {
  expect_refusal([] { (void)Spec::parse(""); }, {"a name must come first", "''"});
  expect_refusal([] { (void)Spec::parse(":a=1"); }, {"a name must come first", "':a=1'"});
  for (const char* text :
       {"shift:", "shift:r", "shift:=1", "shift:r=", "shift:r=1,", "shift:,r=1"}) {
    INFO(text);
    expect_refusal([&] { (void)Spec::parse(text); }, {text, "key=value"});
  }
  expect_refusal([] { (void)Spec::parse("shift:r=1,r=2"); }, {"given once", "'r' twice"});
}

TEST_CASE("numbers are finite, in range, and take up the whole value") {
  for (const char* value : {"2x", "nan", "inf", "-inf", "1e400", "abc", "0x10", " 1", "1 ", "+1"}) {
    INFO(value);
    CHECK_FALSE(parse_number(value).has_value());
    Spec spec = Spec::parse(std::string("a:r=") + value);
    expect_refusal([&] { (void)spec.number("r", 0, -huge, huge); }, {"r must be a number", value});
  }
  CHECK_FALSE(parse_number("").has_value());
  CHECK(parse_number("1e-3") == 1e-3);
  CHECK(parse_number("-2") == -2.0);

  Spec spec = Spec::parse("a:r=1.5");
  CHECK(spec.number("r", 0, 1.5, 1.5) == 1.5);  // both ends belong to the range
  expect_refusal([&] { (void)spec.number("r", 0, 0, 1); },
                 {"a:r=1.5", "r must be a number in [0, 1]"});
  expect_refusal([&] { (void)spec.number("r", 0, 2, 3); }, {"[2, 3]", "received 1.5"});
}

TEST_CASE("whole numbers are whole and in range") {
  for (const char* value : {"1.5", "1e2", "two", "99999999999999999999", "3x"}) {
    INFO(value);
    Spec spec = Spec::parse(std::string("a:n=") + value);
    expect_refusal([&] { (void)spec.integer("n", 0, 0, 10); }, {"whole number in [0, 10]", value});
  }
  Spec spec = Spec::parse("a:n=-3");
  CHECK(spec.integer("n", 0, -3, -3) == -3);
  expect_refusal([&] { (void)spec.integer("n", 0, 0, 9); }, {"received -3"});
  expect_refusal([&] { (void)spec.integer("n", 0, -9, -4); }, {"received -3"});
}

TEST_CASE("positive numbers come alone or joined with 'x'") {
  Spec one = Spec::parse("a:s=2");
  CHECK(one.positive_list("s", {}, 3) == std::vector<double>{2, 2, 2});
  Spec three = Spec::parse("a:s=1x2x3");
  expect_refusal([&] { (void)three.positive_list("s", {}, 2); }, {"1 or 2 numbers", "1x2x3"});
  expect_refusal([&] { (void)three.positive("s", 1); }, {"s takes 1 number;"});
  for (const char* value : {"0", "-1", "nan", "1x", "x1", "1x0"}) {
    INFO(value);
    Spec spec = Spec::parse(std::string("a:s=") + value);
    expect_refusal([&] { (void)spec.positive_list("s", {}, 2); }, {"> 0 and finite", value});
  }
}

TEST_CASE("words come from their list") {
  Spec spec = Spec::parse("torus:render=gratin");
  expect_refusal(
      [&] {
        (void)spec.word("render", "bump", {"bump", "grating"});
      },
      {"unknown render", "'gratin'", "did you mean 'grating'"});
}

TEST_CASE("options that nobody asked for are refused at the end") {
  Spec spec = Spec::parse("torus:sides=3");
  (void)spec.integer("side", 16, 2, 512);
  (void)spec.positive("sigma", 1);
  expect_refusal([&] { spec.finish(); },
                 {"unknown option", "'sides'", "did you mean 'side'?", "side, sigma"});
  expect_refusal([] { Spec::parse("flip:p=1").finish(); }, {"'flip' takes no options", "p"});
}

TEST_CASE("split keeps empty parts") {
  CHECK(split("a+b", '+') == std::vector<std::string>{"a", "b"});
  CHECK(split("", '+') == std::vector<std::string>{""});
  CHECK(split("+a++", '+') == std::vector<std::string>{"", "a", "", ""});
}
