#include "core/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <limits>
#include <vector>

#include "support/refusal.hpp"

using namespace eigenviews::core;
using eigenviews::test::expect_refusal;

namespace {

constexpr std::int64_t mib = std::int64_t{1} << 20;

class Pretend {
 public:
  explicit Pretend(std::int64_t bytes) { set_available_memory_for_tests(bytes); }
  ~Pretend() { set_available_memory_for_tests(-1); }
};

#ifndef __SANITIZE_ADDRESS__  // whose shadow memory fits no such limit
// Lowers the soft address-space limit (ulimit -v) for one scope.
class AddressSpaceLimit {
 public:
  explicit AddressSpaceLimit(rlim_t bytes) {
    REQUIRE(getrlimit(RLIMIT_AS, &before_) == 0);
    const rlimit lowered{bytes, before_.rlim_max};
    REQUIRE(setrlimit(RLIMIT_AS, &lowered) == 0);
  }
  ~AddressSpaceLimit() { setrlimit(RLIMIT_AS, &before_); }

 private:
  rlimit before_{};
};
#endif

}  // namespace

TEST_CASE("available memory is positive and at most what the machine has") {
  const std::int64_t available = available_memory_bytes();
  CHECK(available > 0);
  CHECK(available <= std::int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGE_SIZE));
}

#ifndef __SANITIZE_ADDRESS__
TEST_CASE("an address-space limit bounds what is available, less what is mapped") {
  constexpr std::int64_t limit = 300 * mib;
  std::int64_t available = 0;
  {
    const AddressSpaceLimit lowered(limit);
    available = available_memory_bytes();
  }
  CHECK(available >= 0);
  CHECK(available < limit);
  CHECK(available_memory_bytes() != available);  // the limit is gone again
}

TEST_CASE("reserved address space counts against a limit and against nothing else") {
  const std::int64_t unlimited = available_memory_bytes();
  reserve_address_space(100 * mib);
  CHECK(available_memory_bytes() > unlimited - 50 * mib);
  const auto room = [](std::int64_t reserved) {
    reserve_address_space(reserved);
    const AddressSpaceLimit lowered(2000 * mib);
    return available_memory_bytes();
  };
  const std::int64_t difference = room(0) - room(100 * mib);
  CHECK(std::abs(difference - 100 * mib) < mib);
  CHECK(room(3000 * mib) == 0);
  reserve_address_space(0);
}
#endif

TEST_CASE("the peak resident set grows when memory is touched") {
  const double before = peak_rss_mb();
  CHECK(before > 1);
  const std::vector<char> touched(static_cast<std::size_t>(64 * mib), 'x');
  CHECK(touched.back() == 'x');
  CHECK(peak_rss_mb() >= 64);
  CHECK(peak_rss_mb() >= before);
}

TEST_CASE("work that fits is let through, up to the last byte") {
  const Pretend pretend(100);
  CHECK(available_memory_bytes() == 100);
  CHECK_NOTHROW(require_memory("matrix", 0, ""));
  CHECK_NOTHROW(require_memory("matrix", 100, ""));
  CHECK_THROWS_AS(require_memory("matrix", 101, ""), InputError);
}

TEST_CASE("work that cannot fit is refused with both figures and the remedy") {
  const Pretend pretend(1024 * mib);
  expect_refusal(
      [] { require_memory("P, 3000 x 24000", 2.5 * 1024 * mib, "use --storage tiled"); },
      {"P, 3000 x 24000", "needs 2.50 GiB", "1.00 GiB available", "use --storage tiled"});
}

TEST_CASE("a size that is not a number is refused") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  expect_refusal([] { require_memory("matrix", nan, ""); }, {"matrix"});
}

TEST_CASE("the pretence ends with a negative value") {
  set_available_memory_for_tests(0);
  CHECK(available_memory_bytes() == 0);
  set_available_memory_for_tests(-1);
  CHECK(available_memory_bytes() > 0);
}
