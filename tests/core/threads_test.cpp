#include "core/threads.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/refusal.hpp"

using namespace eigenviews::core;
using eigenviews::test::expect_refusal;
using eigenviews::test::message_of;

namespace {

// Sets the number of threads for one test and puts the old one back.
class WithThreads {
 public:
  explicit WithThreads(int count) : before_(thread_count()) { set_thread_count(count); }
  ~WithThreads() { set_thread_count(before_); }

 private:
  int before_;
};

}  // namespace

TEST_CASE("the number of threads starts at one or more and is what was set") {
  CHECK(thread_count() >= 1);
  const WithThreads threads(3);
  CHECK(thread_count() == 3);
}

TEST_CASE("impossible numbers of threads are refused and change nothing") {
  const WithThreads threads(2);
  for (const int count : {0, -1, 4097}) {
    expect_refusal([&] { set_thread_count(count); }, {"[1, 4096]", std::to_string(count)});
    CHECK(thread_count() == 2);
  }
  set_thread_count(4096);
  CHECK(thread_count() == 4096);
}

TEST_CASE("every index is visited once, for any count and any number of threads") {
  for (const int workers : {1, 2, 5, 16}) {
    const WithThreads threads(workers);
    for (const std::int64_t count : {0, 1, 2, 7, 597}) {
      std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
      parallel_for(count, [&](std::int64_t i) { ++visits.at(static_cast<std::size_t>(i)); });
      for (const auto& visit : visits) CHECK(visit == 1);
    }
  }
}

TEST_CASE("a negative count does nothing") {
  int calls = 0;
  parallel_for(-3, [&](std::int64_t) { ++calls; });
  CHECK(calls == 0);
}

TEST_CASE("no more threads are used than asked for, and the caller is one of them") {
  const WithThreads threads(3);
  std::mutex mutex;
  std::set<std::thread::id> used;
  parallel_for(200, [&](std::int64_t) {
    const std::lock_guard lock(mutex);
    used.insert(std::this_thread::get_id());
  });
  CHECK(used.size() >= 1);
  CHECK(used.size() <= 3);
}

TEST_CASE("with two threads two bodies can run at the same time") {
  const WithThreads threads(2);
  std::atomic<int> inside{0};
  parallel_for(2, [&](std::int64_t) {
    ++inside;
    while (inside < 2) std::this_thread::yield();  // a serial loop would never leave
  });
  CHECK(inside == 2);
}

TEST_CASE("an exception of a body reaches the caller, after all threads have ended") {
  for (const int workers : {1, 4}) {
    const WithThreads threads(workers);
    std::atomic<int> running{0};
    const auto loop = [&] {
      parallel_for(1000, [&](std::int64_t i) {
        ++running;
        if (i == 13) {
          --running;
          throw std::runtime_error("body 13");
        }
        --running;
      });
    };
    CHECK(message_of<std::runtime_error>(loop) == "body 13");
    CHECK(running == 0);
    int calls = 0;  // and the next loop works again
    parallel_for(1, [&](std::int64_t) { ++calls; });
    CHECK(calls == 1);
  }
}

TEST_CASE("after an exception the indices that are left are not started") {
  const WithThreads threads(2);
  std::atomic<bool> thrown{false};
  std::atomic<int> calls{0};
  const auto body = [&](std::int64_t i) {
    ++calls;
    if (i == 0) {
      thrown = true;
      throw std::runtime_error("stop");
    }
    while (!thrown) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::microseconds(200));  // the other thread gets its turn
  };
  CHECK_THROWS_AS(parallel_for(2000, body), std::runtime_error);
  CHECK(calls < 2000);
}

TEST_CASE("a loop inside a loop runs serially on its thread, and passes its exception on") {
  const WithThreads threads(3);
  std::vector<int> sums(6, 0);
  parallel_for(6, [&](std::int64_t i) {
    const auto thread = std::this_thread::get_id();
    parallel_for(10, [&](std::int64_t j) {
      if (std::this_thread::get_id() == thread)
        sums[static_cast<std::size_t>(i)] += static_cast<int>(j);
    });
  });
  for (const int sum : sums) CHECK(sum == 45);
  CHECK_THROWS_AS(parallel_for(4,
                               [](std::int64_t) {
                                 parallel_for(4, [](std::int64_t j) {
                                   if (j == 2) throw std::domain_error("inner");
                                 });
                               }),
                  std::domain_error);
}
