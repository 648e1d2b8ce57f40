#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/tensor.hpp"

namespace eigenviews::checkpoint {

/// The longest header that is read or written: the format's own limit.
constexpr std::int64_t max_header_bytes = 100'000'000;

/// A tensor as the header describes it. Offsets count from the end of the header.
struct HeaderEntry {
  std::string name;
  Dtype dtype = Dtype::f32;
  std::vector<std::int64_t> shape;
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<HeaderEntry> entries;  ///< in the order of the header.
  std::map<std::string, std::string> metadata;
};

/// Parses a header and checks that its tensors cover `data_bytes` bytes without holes or overlap.
/// @throws core::InputError  as read_safetensors.
[[nodiscard]] SafetensorsHeader parse_safetensors_header(std::string_view json,
                                                         std::int64_t data_bytes,
                                                         const std::string& where);

/// The format's name of an element type: "F64", "BF16", "BOOL", ...
[[nodiscard]] std::string_view safetensors_name(Dtype dtype);

}  // namespace eigenviews::checkpoint
