#include "core/version.hpp"

#include <algorithm>

#include "core/spec.hpp"
#include "support/catch.hpp"

using namespace eigenviews::core;

TEST_CASE("the version is three numbers") {
  const auto parts = split(version(), '.');
  CHECK(parts.size() == 3);
  for (const std::string& part : parts) {
    INFO(part);
    CHECK_FALSE(part.empty());
    CHECK(std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; }));
  }
}
