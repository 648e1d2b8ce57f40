#pragma once

#include <bit>
#include <cstdint>

namespace eigenviews::checkpoint {

/// The number that a binary16 stands for; every one is a binary32, subnormals included. A NaN stays
/// a NaN with its payload.
[[nodiscard]] constexpr float decode_f16(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16U;
  const std::uint32_t exponent = (half >> 10U) & 0x1fU;
  const std::uint32_t fraction = half & 0x3ffU;
  if (exponent == 0) {
    // +-fraction * 2^-24: a product of a small integer and a power of two, hence exact.
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
    return sign != 0 ? -magnitude : magnitude;
  }
  // The exponent's bias is 15 in binary16 and 127 in binary32; all ones stays all ones.
  const std::uint32_t wide_exponent = exponent == 31 ? 255 : exponent + (127 - 15);
  return std::bit_cast<float>(sign | (wide_exponent << 23U) | (fraction << 13U));
}

/// The number that a bfloat16 stands for: the binary32 with these upper bits.
[[nodiscard]] constexpr float decode_bf16(std::uint16_t upper) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(upper) << 16U);
}

}  // namespace eigenviews::checkpoint
