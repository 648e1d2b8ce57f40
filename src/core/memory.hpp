#pragma once

#include <cstdint>
#include <string_view>

namespace eigenviews::core {

/// Bytes that this process may still use: the least of the machine's available memory, the
/// control group's limit and the address-space limit (ulimit -v), each less what is in use.
[[nodiscard]] std::int64_t available_memory_bytes();

/// From now on an address-space limit counts as this much lower: room for what libraries map later.
void reserve_address_space(std::int64_t bytes);

/// The largest resident set of this process so far, in MiB.
[[nodiscard]] double peak_rss_mb();

/// Refuses work that cannot fit, before it starts.
/// @throws InputError  bytes > available_memory_bytes(); the line gives both figures and `remedy`.
void require_memory(std::string_view what, double bytes, std::string_view remedy);

/// Test hook: pretend that this many bytes are available; a negative value removes the pretence.
void set_available_memory_for_tests(std::int64_t bytes);

}  // namespace eigenviews::core
