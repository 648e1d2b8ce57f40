#include "checkpoint/pickle_input.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"

namespace eigenviews::checkpoint::pickle {

std::string Input::where() const { return fmt::format("{}, byte {}", where_, operation_); }

void Input::refuse(std::string_view rule, const std::string& received) const {
  core::reject(where(),
               rule,
               received,
               "save the model's state_dict() alone with torch.save, or as safetensors");
}

std::string_view Input::take(std::uint64_t count) {
  const std::size_t left = bytes_.size() - position_;
  if (count > left) {
    refuse("a pickle goes on to its STOP", fmt::format("{} bytes where {} follow", left, count));
  }
  const auto* const start = reinterpret_cast<const char*>(bytes_.data()) + position_;
  position_ += static_cast<std::size_t>(count);
  return {start, static_cast<std::size_t>(count)};
}

std::uint64_t Input::little(int count) {
  const std::string_view bytes = take(static_cast<std::uint64_t>(count));
  std::uint64_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    number = number << 8U | static_cast<std::uint8_t>(bytes[i]);
  }
  return number;
}

std::uint64_t Input::big8() {
  std::uint64_t number = 0;
  for (const char byte : take(8)) number = number << 8U | static_cast<std::uint8_t>(byte);
  return number;
}

std::string_view Input::line() {
  const auto rest = bytes_.subspan(position_);
  const auto end = std::find(rest.begin(), rest.end(), std::uint8_t{'\n'});
  if (end == rest.end()) refuse("a name ends with a newline", "none");
  const std::string_view text = take(static_cast<std::uint64_t>(end - rest.begin()));
  ++position_;
  return text;
}

}  // namespace eigenviews::checkpoint::pickle
