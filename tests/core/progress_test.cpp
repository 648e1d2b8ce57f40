#include "core/progress.hpp"

#include <string>
#include <vector>

#include "core/errors.hpp"
#include "support/catch.hpp"

using namespace eigenviews::core;

TEST_CASE("events reach the listener as they are and in order") {
  std::vector<std::string> heard;
  const ProgressListener listener = [&](const ProgressEvent& event) {
    heard.push_back(std::string(event.phase) + " " + std::to_string(event.done) + "/" +
                    std::to_string(event.total) + " " + std::string(event.note));
  };
  report(listener, {.phase = "solve", .done = 1, .total = 4, .note = "residual 3e-7"});
  report(listener, {.phase = "solve", .done = 2});
  CHECK(heard == std::vector<std::string>{"solve 1/4 residual 3e-7", "solve 2/0 "});
}

TEST_CASE("no listener is no error") { CHECK_NOTHROW(report({}, {.phase = "solve", .done = 1})); }

TEST_CASE("a listener stops the work by throwing") {
  const ProgressListener listener = [](const ProgressEvent&) { throw Interrupted(); };
  CHECK_THROWS_AS(report(listener, {}), Interrupted);
}
