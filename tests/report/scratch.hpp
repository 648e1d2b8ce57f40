#pragma once

#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

// A folder to write into, and the ways in which writing fails.
namespace eigenviews::test {

/// A folder of its own in the system's temporary folder, removed with all that is in it.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// No file of this process grows beyond `bytes`: writing fails with EFBIG, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes);
  ~FileSizeLimit();
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

/// Where the tests run as root, whom no permission stops: continues as the user nobody.
class Unprivileged {
 public:
  Unprivileged();
  ~Unprivileged();
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  bool changed_ = false;
};

void put(const std::filesystem::path& file, const std::string& text);
[[nodiscard]] std::string get(const std::filesystem::path& file);
/// The content of every file below `folder` by its relative path, hidden ones included.
[[nodiscard]] std::map<std::string, std::string> files_in(const std::filesystem::path& folder);
/// The names in a folder, sorted, hidden ones included.
[[nodiscard]] std::vector<std::string> names_in(const std::filesystem::path& folder);

}  // namespace eigenviews::test
