#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eigenviews::core {

/// Bad input from the caller: an argument, an option or the content of a file.
/// what() is one line: where, the rule, the value received, what to do. Tools exit with 2.
class InputError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A file or folder that cannot be read or written. what() is one line. Tools exit with 2.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The work was stopped by the user (Ctrl-C, SIGTERM). Tools exit with 130; nothing is written.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

/// Throws InputError(line) with every control character of `line` shown as '?', so that a line
/// stays a line whatever was received.
[[noreturn]] void throw_input_error(std::string line);

/// Throws InputError("<where>: <rule>; received <received>; <remedy>").
///
/// @param where     function, option or file at fault, for example "FiniteChannel" or "--tol".
/// @param rule      what must hold, for example "every row of P must sum to 1".
/// @param received  any value that fmt can print.
/// @param remedy    what the caller can do; may be empty.
template <class T>
[[noreturn]] void reject(std::string_view where,
                         std::string_view rule,
                         const T& received,
                         std::string_view remedy = {}) {
  std::string line = fmt::format("{}: {}; received {}", where, rule, received);
  if (!remedy.empty()) line += fmt::format("; {}", remedy);
  throw_input_error(std::move(line));
}

/// The candidate nearest to `name` by edit distance, ties to the first.
/// @returns an empty string where `candidates` is empty.
[[nodiscard]] std::string nearest_name(std::string_view name,
                                       const std::vector<std::string>& candidates);

/// Throws InputError for an unknown name: names the nearest known one and lists all.
[[noreturn]] void reject_unknown(std::string_view where,
                                 std::string_view kind,
                                 std::string_view name,
                                 const std::vector<std::string>& known);

}  // namespace eigenviews::core
