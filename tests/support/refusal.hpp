#pragma once

#include <string>
#include <string_view>

#include "core/errors.hpp"
#include "support/catch.hpp"

namespace eigenviews::test {

/// The message of the E that `action` throws; fails the test where it throws nothing or another.
template <class E = core::InputError, class Action>
std::string message_of(Action&& action) {
  try {
    action();
  } catch (const E& error) {
    return error.what();
  }
  FAIL("no exception was thrown");
  return {};
}

/// A refusal is one line and contains every given part.
template <class E = core::InputError, class Action>
void expect_refusal(Action&& action, std::initializer_list<std::string_view> parts) {
  const std::string message = message_of<E>(action);
  INFO(message);
  CHECK(message.find('\n') == std::string::npos);
  for (const std::string_view part : parts) {
    INFO("expected part: " << part);
    CHECK(message.find(part) != std::string::npos);
  }
}

}  // namespace eigenviews::test
