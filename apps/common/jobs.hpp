#pragma once

#include <filesystem>
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

/// Runs `commands` (a program with its whole path, and its arguments), at most `at_a_time` of them
/// together, and calls `done` for each as it ends. Standard error is shared, or goes to the end of
/// the file `log`. A tool of ours that is run in this way ends with this process (end_with_parent).
/// @param tick  called several times a second; where it throws (core::Interrupted), the processes
///              are ended and awaited first.
/// @throws std::runtime_error  a process cannot be started.
void run_jobs(const std::vector<std::vector<std::string>>& commands,
              int at_a_time,
              const std::function<void(const JobOutput&)>& done,
              const std::function<void()>& tick,
              const std::filesystem::path& log = {});

/// One process.
[[nodiscard]] JobOutput run_job(const std::vector<std::string>& command,
                                const std::function<void()>& tick,
                                const std::filesystem::path& log = {});

/// For a process that run_jobs has started: from now on SIGTERM arrives where its parent is gone,
/// also when the parent was killed. Does nothing elsewhere.
void end_with_parent();

}  // namespace eigenviews::apps
