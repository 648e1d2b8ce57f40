#include "checkpoint/pickle_numpy.hpp"

#include <array>
#include <cstring>
#include <string_view>

namespace eigenviews::checkpoint::pickle {

namespace {

constexpr std::array<std::string_view, 10>
    codes{"f8", "f4", "i8", "i4", "i2", "i1", "u4", "u2", "u1", "b1"};

template <class Number, class Kept>
Object number(const std::string& bytes) {
  Number value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return {static_cast<Kept>(value)};
}

}  // namespace

std::optional<NumpyType> numpy_type(const std::vector<Ref>& arguments) {
  const auto* code = arguments.empty() ? nullptr : get<std::string>(arguments[0]);
  if (arguments.size() > 3 || code == nullptr) return std::nullopt;
  for (const std::string_view known : codes) {
    if (*code == known) return NumpyType{*code};
  }
  return std::nullopt;
}

bool has_usual_order(const std::vector<Ref>& state) {
  const auto* order = state.size() < 2 ? nullptr : get<std::string>(state[1]);
  return order != nullptr && (*order == "<" || *order == "|" || *order == "=");
}

std::optional<Object> numpy_scalar(const std::vector<Ref>& arguments) {
  if (arguments.size() != 2) return std::nullopt;
  const auto* type = get<NumpyType>(arguments[0]);
  const auto* bytes = get<Bytes>(arguments[1]);
  if (type == nullptr || bytes == nullptr) return std::nullopt;
  const std::string& code = type->code;
  const std::string& content = bytes->content;
  if (content.size() != static_cast<std::size_t>(code[1] - '0')) return std::nullopt;
  if (code == "f8") return number<double, double>(content);
  if (code == "f4") return number<float, double>(content);
  if (code == "i8") return number<std::int64_t, std::int64_t>(content);
  if (code == "i4") return number<std::int32_t, std::int64_t>(content);
  if (code == "i2") return number<std::int16_t, std::int64_t>(content);
  if (code == "i1") return number<std::int8_t, std::int64_t>(content);
  if (code == "u4") return number<std::uint32_t, std::int64_t>(content);
  if (code == "u2") return number<std::uint16_t, std::int64_t>(content);
  if (code == "u1") return number<std::uint8_t, std::int64_t>(content);
  return Object{content[0] != 0};
}

}  // namespace eigenviews::checkpoint::pickle
