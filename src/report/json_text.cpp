#include "report/json_text.hpp"

#include <cmath>

#include "core/errors.hpp"

namespace eigenviews::report {
namespace {

using nlohmann::ordered_json;

/// RFC 6901: '~' and '/' inside a key are written "~0" and "~1".
std::string pointer_token(const std::string& key) {
  std::string token = "/";
  for (const char c : key) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

/// JSON has no NaN: the library would write `null` for it and hide it.
void refuse_not_finite(const ordered_json& value, const std::string& place) {
  if (value.is_number_float() && !std::isfinite(value.get<double>())) {
    core::reject("json_text", "every number must be finite", value.get<double>(), "at " + place);
  }
  if (value.is_object()) {
    for (const auto& item : value.items()) {
      refuse_not_finite(item.value(), place + pointer_token(item.key()));
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      refuse_not_finite(value[i], place + "/" + std::to_string(i));
    }
  }
}

}  // namespace

std::string json_text(const ordered_json& document) {
  refuse_not_finite(document, "");
  return document.dump(2, ' ', /*ensure_ascii=*/false, ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace eigenviews::report
