#include "common/jobs.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <thread>

extern char** environ;  // of this process, as POSIX has it

namespace eigenviews::apps {

namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::string content(std::FILE* file) {
  std::string all;
  std::rewind(file);
  char part[4096];
  while (const std::size_t count = std::fread(part, 1, sizeof part, file)) all.append(part, count);
  return all;
}

constexpr const char* parent_variable = "EIGENVIEWS_PARENT";

// The environment of this process with its id for end_with_parent.
std::vector<std::string> environment_for_children() {
  const std::string prefix = std::string(parent_variable) + "=";
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (std::string(*entry).rfind(prefix, 0) != 0) all.emplace_back(*entry);
  }
  all.push_back(prefix + std::to_string(getpid()));
  return all;
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> all;
  for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));
  all.push_back(nullptr);
  return all;
}

// A running process and the unnamed file that its output goes to. Ends it where it still runs.
class Job {
 public:
  Job(std::size_t index, const std::vector<std::string>& command, const std::filesystem::path& log)
      : index_(index), output_(std::tmpfile()) {
    if (!output_) throw std::runtime_error("no temporary file for the output of a process");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(output_.get()), 1);
    if (!log.empty()) {
      constexpr int flags = O_WRONLY | O_CREAT | O_APPEND;
      posix_spawn_file_actions_addopen(&actions, 2, log.c_str(), flags, 0644);
    }
    const std::vector<std::string> environment = environment_for_children();
    const std::vector<char*> argv = pointers(command), variables = pointers(environment);
    const int error =
        posix_spawn(&process_, argv[0], &actions, nullptr, argv.data(), variables.data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("cannot start " + command.front());
  }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  ~Job() {
    if (ended_) return;
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }

  [[nodiscard]] bool has_ended() {
    if (!ended_) ended_ = waitpid(process_, &status_, WNOHANG) == process_;
    return ended_;
  }
  [[nodiscard]] JobOutput output() const {
    return {index_, content(output_.get()), WIFEXITED(status_) ? WEXITSTATUS(status_) : -1};
  }

 private:
  std::size_t index_;
  File output_;
  pid_t process_ = 0;
  int status_ = 0;
  bool ended_ = false;
};

}  // namespace

void run_jobs(const std::vector<std::vector<std::string>>& commands,
              int at_a_time,
              const std::function<void(const JobOutput&)>& done,
              const std::function<void()>& tick,
              const std::filesystem::path& log) {
  std::vector<std::unique_ptr<Job>> running;
  std::size_t next = 0;
  while (next < commands.size() || !running.empty()) {
    while (next < commands.size() && running.size() < static_cast<std::size_t>(at_a_time)) {
      running.push_back(std::make_unique<Job>(next, commands[next], log));
      ++next;
    }
    for (std::size_t i = 0; i < running.size();) {
      if (!running[i]->has_ended()) {
        ++i;
        continue;
      }
      const JobOutput output = running[i]->output();
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
      done(output);
    }
    tick();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

JobOutput run_job(const std::vector<std::string>& command,
                  const std::function<void()>& tick,
                  const std::filesystem::path& log) {
  JobOutput ended;
  run_jobs(
      {command},
      1,
      [&](const JobOutput& output) { ended = output; },
      tick,
      log);
  return ended;
}

void end_with_parent() {
  const char* parent = std::getenv(parent_variable);
  if (parent == nullptr || std::to_string(getppid()) != parent) return;
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (std::to_string(getppid()) != parent) raise(SIGTERM);  // it went in between
}

}  // namespace eigenviews::apps
