#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace eigenviews::report {

/// The text of a JSON document, keys in their order, indented by two spaces, one final newline.
///
/// Every double is written with as many digits (at most 17) as read the same double back. Bytes
/// that are not UTF-8 (a file name, say) become U+FFFD.
/// @throws core::InputError  a number is NaN or infinite; the line gives its place,
/// "/timing/solve_s".
[[nodiscard]] std::string json_text(const nlohmann::ordered_json& document);

}  // namespace eigenviews::report
