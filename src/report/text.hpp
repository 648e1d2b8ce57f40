#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace eigenviews::report {

/// Text made safe for the content and the quoted attributes of XML and HTML: & < > " ' become
/// entities; bytes that are not UTF-8, control characters other than tab and line ends, characters
/// that turn the direction of the text, and what XML 1.0 forbids become U+FFFD.
[[nodiscard]] std::string escape_markup(std::string_view text);

/// The number of characters of a UTF-8 text, for estimates of its width.
[[nodiscard]] std::size_t count_characters(std::string_view text);

/// A coordinate with two decimals, trailing zeros dropped: the same bytes for the same number.
/// @throws core::InputError  `value` is not finite.
[[nodiscard]] std::string coordinate(double value);

/// A number for a table or a sentence, `digits` significant ones: "0.674", "3.2e-14", "1".
/// NaN and infinities are written as "NaN", "inf", "-inf", so that none is hidden.
[[nodiscard]] std::string significant(double value, int digits);

}  // namespace eigenviews::report
