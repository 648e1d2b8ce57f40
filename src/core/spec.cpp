#include "core/spec.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/errors.hpp"

namespace eigenviews::core {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find(separator, begin)) != std::string_view::npos;
       begin = end + 1) {
    parts.emplace_back(text.substr(begin, end - begin));
  }
  parts.emplace_back(text.substr(begin));
  return parts;
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

Spec Spec::parse(std::string_view text, char separator) {
  Spec spec;
  spec.text_ = text;
  const std::size_t head = text.find(separator);
  spec.name_ = text.substr(0, head);
  if (spec.name_.empty())
    reject("specification", "a name must come first", fmt::format("'{}'", text));
  if (head == std::string_view::npos) return spec;
  for (const std::string& option : split(text.substr(head + 1), ',')) {
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == option.size()) {
      reject(text, "options have the form key=value", fmt::format("'{}'", option));
    }
    std::string key = option.substr(0, equals);
    if (spec.has(key)) reject(text, "an option must be given once", fmt::format("'{}' twice", key));
    spec.options_.emplace_back(std::move(key), option.substr(equals + 1));
  }
  return spec;
}

bool Spec::has(std::string_view key) const {
  return std::any_of(options_.begin(), options_.end(), [&](const auto& o) {
    return o.first == key;
  });
}

std::optional<std::string> Spec::take(std::string_view key) {
  known_.emplace_back(key);
  for (const auto& [name, value] : options_) {
    if (name == key) return value;
  }
  return std::nullopt;
}

double Spec::number(std::string_view key, double fallback, double low, double high) {
  const auto text = take(key);
  if (!text) return fallback;
  const auto value = parse_number(*text);
  if (!value || !(*value >= low && *value <= high)) {
    reject(text_, fmt::format("{} must be a number in [{}, {}]", key, low, high), *text);
  }
  return *value;
}

std::int64_t Spec::integer(std::string_view key,
                           std::int64_t fallback,
                           std::int64_t low,
                           std::int64_t high) {
  const auto text = take(key);
  if (!text) return fallback;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || value < low || value > high) {
    reject(text_, fmt::format("{} must be a whole number in [{}, {}]", key, low, high), *text);
  }
  return value;
}

double Spec::positive(std::string_view key, double fallback) {
  return positive_list(key, {fallback}, 1).front();
}

std::vector<double> Spec::positive_list(std::string_view key,
                                        const std::vector<double>& fallback,
                                        std::size_t count) {
  const auto text = take(key);
  if (!text) return fallback;
  std::vector<double> values;
  for (const std::string& part : split(*text, 'x')) {
    const auto value = parse_number(part);
    if (!value || !(*value > 0))
      reject(text_, fmt::format("{} must be > 0 and finite", key), *text);
    values.push_back(*value);
  }
  if (values.size() == 1) values.assign(count, values.front());
  if (values.size() != count) {
    const std::string rule =
        count == 1 ? fmt::format("{} takes 1 number", key)
                   : fmt::format("{} takes 1 or {} numbers joined with 'x'", key, count);
    reject(text_, rule, *text);
  }
  return values;
}

std::string Spec::word(std::string_view key,
                       std::string_view fallback,
                       const std::vector<std::string>& allowed) {
  const std::string value = take(key).value_or(std::string(fallback));
  if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
    reject_unknown(text_, key, value, allowed);
  }
  return value;
}

void Spec::finish() const {
  for (const auto& [key, value] : options_) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
      if (known_.empty()) reject(text_, fmt::format("'{}' takes no options", name_), key);
      reject_unknown(text_, "option", key, known_);
    }
  }
}

}  // namespace eigenviews::core
