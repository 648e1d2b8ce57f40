#include "core/threads.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/errors.hpp"

namespace eigenviews::core {

namespace {

constexpr int max_threads = 4096;
thread_local bool inside_parallel_for = false;

int initial_thread_count() {
  if (const char* text = std::getenv("OMP_NUM_THREADS")) {
    const int asked = std::atoi(text);
    if (asked >= 1 && asked <= max_threads) return asked;
  }
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return std::max(1, CPU_COUNT(&allowed));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::atomic<int>& count_storage() {
  static std::atomic<int> count{initial_thread_count()};
  return count;
}

// Threads draw the next index from one counter; the first exception stops the drawing.
class Loop {
 public:
  Loop(std::int64_t count, const std::function<void(std::int64_t)>& body)
      : count_(count), body_(body) {}

  void work() {
    inside_parallel_for = true;
    try {
      for (std::int64_t i; (i = next_.fetch_add(1)) < count_;) body_(i);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
      next_.store(count_);
    }
    inside_parallel_for = false;
  }

  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::int64_t count_;
  const std::function<void(std::int64_t)>& body_;
  std::atomic<std::int64_t> next_{0};
  std::mutex mutex_;
  std::exception_ptr error_;
};

}  // namespace

int thread_count() { return count_storage().load(); }

void set_thread_count(int count) {
  if (count < 1 || count > max_threads) {
    reject("set_thread_count",
           fmt::format("the number of threads must be in [1, {}]", max_threads),
           count);
  }
  count_storage().store(count);
}

void parallel_for(std::int64_t count, const std::function<void(std::int64_t)>& body) {
  const auto workers = std::min<std::int64_t>(thread_count(), count);
  if (workers <= 1 || inside_parallel_for) {
    for (std::int64_t i = 0; i < count; ++i) body(i);
    return;
  }
  Loop loop(count, body);
  {
    std::vector<std::jthread> threads;
    for (std::int64_t t = 1; t < workers; ++t) threads.emplace_back([&loop] { loop.work(); });
    loop.work();
  }
  loop.rethrow();
}

}  // namespace eigenviews::core
