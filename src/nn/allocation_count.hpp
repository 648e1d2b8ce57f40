#pragma once

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace eigenviews::nn {

/// Counts the bytes that this thread's tensors are given while it lives.
class AllocationCount {
 public:
  /// Bytes given and not yet returned; less than 0 where older tensors went.
  [[nodiscard]] std::int64_t alive() const { return counter_->alive; }
  /// The most that were alive at a time.
  [[nodiscard]] std::int64_t peak() const { return counter_->peak; }

 private:
  struct Counter final : c10::MemoryReportingInfoBase {
    void reportMemoryUsage(void* /*pointer*/,
                           std::int64_t change,
                           std::size_t /*allocated*/,
                           std::size_t /*reserved*/,
                           c10::Device /*device*/) override {
      alive += change;
      peak = std::max(peak, alive);
    }
    [[nodiscard]] bool memoryProfilingEnabled() const override { return true; }
    std::int64_t alive = 0, peak = 0;
  };

  std::shared_ptr<Counter> counter_ = std::make_shared<Counter>();
  c10::DebugInfoGuard guard_{c10::DebugInfoKind::PROFILER_STATE, counter_};
};

}  // namespace eigenviews::nn
