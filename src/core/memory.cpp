#include "core/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <limits>
#include <string>

#include "core/errors.hpp"

namespace eigenviews::core {

namespace {

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

std::string memory_text(double bytes) {
  constexpr double mib = 1024.0 * 1024.0;
  return bytes < 1024 * mib ? fmt::format("{:.0f} MiB", bytes / mib)
                            : fmt::format("{:.2f} GiB", bytes / (1024 * mib));
}

std::atomic<std::int64_t> pretended{-1};
std::atomic<std::int64_t> reserved_address_space{0};

// A line "name:   1234 kB" of a /proc file, in bytes; `unlimited` where there is none.
std::int64_t proc_field(const char* path, std::string_view name) {
  std::ifstream file(path);
  for (std::string key; file >> key;) {
    std::int64_t kilobytes = 0;
    if (key == name && file >> kilobytes) return kilobytes * 1024;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return unlimited;
}

std::int64_t read_number(const char* path) {
  std::ifstream file(path);
  std::int64_t value = 0;
  return file >> value ? value : unlimited;  // "max" is not a number: no limit
}

std::int64_t control_group_room() {
  const std::int64_t limit = std::min(read_number("/sys/fs/cgroup/memory.max"),
                                      read_number("/sys/fs/cgroup/memory/memory.limit_in_bytes"));
  if (limit == unlimited) return unlimited;
  const std::int64_t used = std::min(read_number("/sys/fs/cgroup/memory.current"),
                                     read_number("/sys/fs/cgroup/memory/memory.usage_in_bytes"));
  return used == unlimited ? limit : std::max<std::int64_t>(0, limit - used);
}

std::int64_t address_space_room() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return unlimited;
  const std::int64_t used = proc_field("/proc/self/status", "VmSize:");
  return std::max<std::int64_t>(0,
                                static_cast<std::int64_t>(limit.rlim_cur) -
                                    (used == unlimited ? 0 : used) - reserved_address_space.load());
}

}  // namespace

std::int64_t available_memory_bytes() {
  if (const std::int64_t bytes = pretended.load(); bytes >= 0) return bytes;
  return std::min(
      {proc_field("/proc/meminfo", "MemAvailable:"), control_group_room(), address_space_room()});
}

void reserve_address_space(std::int64_t bytes) { reserved_address_space.store(bytes); }

double peak_rss_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;  // Linux counts in KiB
}

void require_memory(std::string_view what, double bytes, std::string_view remedy) {
  const auto available = static_cast<double>(available_memory_bytes());
  if (bytes <= available) return;
  reject(what,
         fmt::format("needs {} of memory", memory_text(bytes)),
         fmt::format("{} available", memory_text(available)),
         remedy);
}

void set_available_memory_for_tests(std::int64_t bytes) { pretended.store(bytes); }

}  // namespace eigenviews::core
