#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace eigenviews::core {

/// One step of long work, told to whoever listens. The library never prints: a tool turns these
/// into a progress bar. A listener may throw core::Interrupted to stop the work.
struct ProgressEvent {
  /// What is being done, for example "block-krylov"; empty: nothing to show, a chance to stop.
  std::string_view phase;
  std::int64_t done = 0;   ///< units finished, 0 <= done.
  std::int64_t total = 0;  ///< units in all, or 0 where it is not known.
  std::string_view note;   ///< free text beside the bar, for example "residual 3e-7"; may be empty.
};

using ProgressListener = std::function<void(const ProgressEvent&)>;

/// Calls the listener if there is one.
inline void report(const ProgressListener& listener, const ProgressEvent& event) {
  if (listener) listener(event);
}

}  // namespace eigenviews::core
