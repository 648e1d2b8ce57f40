#include "core/random.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace eigenviews::core {

std::uint32_t Stream::next_word() {
  if (used_ == 4) {
    const r123::Philox4x32::ctr_type counter = {{block_++, key_.original, key_.view, key_.op}};
    const r123::Philox4x32::key_type key = {
        {static_cast<std::uint32_t>(key_.seed), static_cast<std::uint32_t>(key_.seed >> 32)}};
    const auto words = r123::Philox4x32()(counter, key);
    for (int i = 0; i < 4; ++i) words_[i] = words[static_cast<std::size_t>(i)];
    used_ = 0;
  }
  return words_[used_++];
}

double unit_interval(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high} << 32 | low) >> 12;
  // bits + 1/2 needs 53 bits and is exact. With 53 random bits it would need 54, and the largest
  // would round to 1.
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

double Stream::uniform() {
  const std::uint32_t high = next_word();
  return unit_interval(high, next_word());
}

double Stream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2 * std::log(uniform()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

std::uint64_t Stream::below(std::uint64_t bound) {
  return static_cast<std::uint64_t>(uniform() * static_cast<double>(bound));
}

void Stream::fill_normal(std::span<double> values) {
  for (double& value : values) value = normal();
}

}  // namespace eigenviews::core
