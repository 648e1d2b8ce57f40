#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eigenviews::core {

/// A name with options, the small language of every tool: "NAME" or "NAME:key=value,key=value".
/// Examples: "shift:r=1", "gaussian:sigma=2,pca=32", and, for toys, "torus,side=12,sigma=1.1x1.9".
///
/// A reader takes every option that it knows and then calls finish(), which refuses the rest and
/// names the nearest known one. All errors are core::InputError and start with the text parsed.
class Spec {
 public:
  /// @param text       the text to parse.
  /// @param separator  what stands between the name and the first option: ':' or ','.
  /// @throws InputError  empty name, an option without '=', an empty key or value, a key twice.
  static Spec parse(std::string_view text, char separator = ':');

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& text() const { return text_; }

  /// The option's value, or `fallback` where it was not given. Each call marks the key as known.
  /// @throws InputError  the text is not a finite number of the type, or lies outside [low, high].
  double number(std::string_view key, double fallback, double low, double high);
  std::int64_t integer(std::string_view key,
                       std::int64_t fallback,
                       std::int64_t low,
                       std::int64_t high);
  /// A number that must be > 0 and finite (standard deviations, concentrations, rates).
  double positive(std::string_view key, double fallback);
  /// Positive numbers joined with 'x', for example "1.6x2.4"; one number stands for `count` equal
  /// ones. @throws InputError  another count, or a number that is not > 0.
  std::vector<double> positive_list(std::string_view key,
                                    const std::vector<double>& fallback,
                                    std::size_t count);
  std::string word(std::string_view key,
                   std::string_view fallback,
                   const std::vector<std::string>& allowed);
  [[nodiscard]] bool has(std::string_view key) const;

  /// @throws InputError  an option was given that no call above asked for.
  void finish() const;

 private:
  std::optional<std::string> take(std::string_view key);

  std::string text_;
  std::string name_;
  std::vector<std::pair<std::string, std::string>> options_;
  std::vector<std::string> known_;
};

/// The parts of `text` between `separator`s, empty parts kept: "a+b" -> {"a", "b"}.
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);

/// A finite number that takes up the whole of `text` ("1e-3", "2", not "2x" or "nan").
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

}  // namespace eigenviews::core
