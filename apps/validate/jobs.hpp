#pragma once

#include <functional>
#include <string>
#include <vector>

namespace eigenviews::apps {

/// One process that was run to its end.
struct JobOutput {
  std::size_t index = 0;  ///< of its command.
  std::string out;        ///< standard output.
  int code = -1;          ///< its exit code; -1 where a signal ended it.
};

/// Runs `commands`, at most `at_a_time` of them together, and calls `done` for each as it ends.
/// Standard error is shared.
/// @param tick  called several times a second; where it throws (core::Interrupted), the processes
///              are ended and awaited first.
/// @throws std::runtime_error  a process cannot be started.
void run_jobs(const std::vector<std::vector<std::string>>& commands,
              int at_a_time,
              const std::function<void(const JobOutput&)>& done,
              const std::function<void()>& tick);

}  // namespace eigenviews::apps
