#include "report/json_text.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "support/expect.hpp"

namespace eigenviews::test {

using nlohmann::ordered_json;
using report::json_text;

namespace {

double read_back(double value) {
  const std::string text = json_text({{"x", value}});
  const std::size_t begin = text.find(": ") + 2;
  return std::strtod(text.c_str() + begin, nullptr);  // not the library that wrote it
}

bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

}  // namespace

TEST_CASE("a JSON document keeps its order, is indented by two and ends its last line") {
  const ordered_json document = {{"tool", "kernel_eig"},
                                 {"k", 3},
                                 {"clusters", {{0}, {1, 2}}},
                                 {"error", nullptr},
                                 {"tol", 1e-10}};
  CHECK(json_text(document) ==
        "{\n  \"tool\": \"kernel_eig\",\n  \"k\": 3,\n  \"clusters\": [\n    [\n      0\n    ],\n"
        "    [\n      1,\n      2\n    ]\n  ],\n  \"error\": null,\n  \"tol\": 1e-10\n}\n");
}

TEST_CASE("every double is read back bit by bit") {
  using Limits = std::numeric_limits<double>;
  for (const double value : {0.1,
                             1.0 / 3,
                             2.0 / 3,
                             -0.0,
                             1.0,
                             1e22,
                             1e23,
                             5e-324,
                             Limits::min(),
                             Limits::max(),
                             std::nextafter(1.0, 2.0),
                             std::nextafter(1.0, 0.0)}) {
    INFO(value);
    CHECK(same_bits(read_back(value), value));
  }
  std::mt19937_64 bits(7);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t pattern = bits();
    double value = 0;
    std::memcpy(&value, &pattern, sizeof value);
    if (std::isfinite(value) && !same_bits(read_back(value), value)) FAIL("lost " << value);
  }
}

TEST_CASE("NaN and infinities are refused with their place, not written as null") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto refuse = [](const ordered_json& document, std::string_view place) {
    expect_refusal([&] { (void)json_text(document); }, {"json_text", "finite", place});
  };
  refuse({{"timing", {{"build_s", 1.0}, {"solve_s", nan}}}}, "received nan; at /timing/solve_s");
  refuse({{"eigenvalues", {1.0, infinity}}}, "received inf; at /eigenvalues/1");
  refuse({{"a/b~c", {{"d", -infinity}}}}, "received -inf; at /a~1b~0c/d");
}

TEST_CASE("quotes and controls are escaped, and bytes that are not UTF-8 are replaced") {
  const ordered_json document = {{"dataset", "a\"b\\c\n\x01<\xff>σ"}};
  CHECK(json_text(document) == "{\n  \"dataset\": \"a\\\"b\\\\c\\n\\u0001<\xEF\xBF\xBD>σ\"\n}\n");
  CHECK(ordered_json::parse(json_text(document)).at("dataset") == "a\"b\\c\n\x01<\xEF\xBF\xBD>σ");
}

}  // namespace eigenviews::test
